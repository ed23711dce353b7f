# Writes meta_analysis.json beside this file: what metafor says about data sets that it ships.
# Needs R with metafor and lme4 (Debian: apt-get install r-base-core r-cran-metafor r-cran-lme4).
# Run: Rscript tests/oracle/meta_analysis.R
suppressPackageStartupMessages(library(metafor))
options(warn = -1)

tight <- list(threshold = 1e-13, maxiter = 10000, tol = 1e-13, tau2.max = 1e5)
cases <- list()
add <- function(kind, dataset, measure, call, options, result) {
  cases[[length(cases) + 1]] <<- list(kind = kind, dataset = dataset, measure = measure, call = call, options = options, result = result)
}

# --- data: counts of two groups, of one group, or estimates with variances; all are in metafor (metadat)
two <- function(d, a, n1, c, n2) data.frame(ai = d[[a]], n1i = d[[n1]], ci = d[[c]], n2i = d[[n2]])
bcg <- data.frame(ai = dat.bcg$tpos, n1i = dat.bcg$tpos + dat.bcg$tneg, ci = dat.bcg$cpos, n2i = dat.bcg$cpos + dat.bcg$cneg)
yusuf <- dat.yusuf1985[dat.yusuf1985$table == 6, ]
yusuf <- yusuf[!is.na(yusuf$ai) & !is.na(yusuf$n1i) & !is.na(yusuf$ci) & !is.na(yusuf$n2i), ]
axfors <- dat.axfors2021
tables <- list(
  bcg = bcg, # extreme heterogeneity
  bcg_two = bcg[c(1, 4), ], # k = 2
  bcg_three = bcg[c(2, 7, 9), ], # k = 3
  hine1989 = two(dat.hine1989, "ai", "n1i", "ci", "n2i"),
  nielweise2007 = two(dat.nielweise2007, "ai", "n1i", "ci", "n2i"), # zero cells
  linde2005 = two(dat.linde2005[!is.na(dat.linde2005$ai) & !is.na(dat.linde2005$ci), ], "ai", "n1i", "ci", "n2i"),
  li2007 = two(dat.li2007, "ai", "n1i", "ci", "n2i"), # zero cells
  graves2010 = two(dat.graves2010, "ai", "n1i", "ci", "n2i"), # double zeros
  egger2001 = two(dat.egger2001, "ai", "n1i", "ci", "n2i"),
  yusuf1985 = two(yusuf, "ai", "n1i", "ci", "n2i"), # rare events, double zeros
  collins1985a = data.frame(ai = dat.collins1985a$b.xti, n1i = dat.collins1985a$nti, ci = dat.collins1985a$b.xci, n2i = dat.collins1985a$nci),
  axfors2021 = two(axfors, "hcq_arm_event", "hcq_arm_total", "control_arm_event", "control_arm_total") # 33 trials, mostly rare
)
tables$collins1985a <- tables$collins1985a[complete.cases(tables$collins1985a), ]
tables$axfors2021 <- tables$axfors2021[complete.cases(tables$axfors2021), ]
proportions <- list(
  pritz1997 = data.frame(xi = dat.pritz1997$xi, ni = dat.pritz1997$ni),
  debruin2009 = data.frame(xi = dat.debruin2009$xi, ni = dat.debruin2009$ni),
  hannum2020 = data.frame(xi = dat.hannum2020$xi, ni = dat.hannum2020$ni) # 35, extreme
)
generic <- list(
  hackshaw1998 = data.frame(yi = dat.hackshaw1998$yi, vi = dat.hackshaw1998$vi), # 37, little heterogeneity
  raudenbush1985 = data.frame(yi = dat.raudenbush1985$yi, vi = dat.raudenbush1985$vi)
)

sizes <- function(d, measure) {
  found <- if (measure == "PLO") {
    escalc(measure = "PLO", xi = d$xi, ni = d$ni)
  } else if (measure == "RD") {
    escalc(measure = "RD", ai = d$ai, n1i = d$n1i, ci = d$ci, n2i = d$n2i, to = "none")
  } else {
    escalc(measure = measure, ai = d$ai, n1i = d$n1i, ci = d$ci, n2i = d$n2i)
  }
  data.frame(yi = as.vector(found$yi), vi = as.vector(found$vi))
}
everything <- list()
for (name in names(tables)) for (measure in c("RR", "OR", "RD")) everything[[length(everything) + 1]] <- list(name, measure, sizes(tables[[name]], measure))
for (name in names(proportions)) everything[[length(everything) + 1]] <- list(name, "PLO", sizes(proportions[[name]], "PLO"))
for (name in names(generic)) everything[[length(everything) + 1]] <- list(name, "GEN", generic[[name]])

# the highest restricted likelihood on a fine grid: metafor's search starts once, and could end at a lower mode
restricted <- function(d, tau2) {
  w <- 1 / (d$vi + tau2)
  mu <- sum(w * d$yi) / sum(w)
  (sum(log(w)) - log(sum(w)) - sum(w * (d$yi - mu)^2)) / 2
}
is_highest <- function(d, tau2) {
  grid <- c(0, 10^seq(-8, 3, length.out = 4000))
  max(sapply(grid, function(t) restricted(d, t))) <= restricted(d, tau2) + 1e-9
}

fields <- function(fit, level = 0.95) {
  half <- qt(1 - (1 - level) / 2, fit$k - 2) * sqrt(fit$se^2 + fit$tau2)
  known <- predict(fit, level = 100 * level)
  list(
    yi = as.vector(fit$b), se = fit$se, low = fit$ci.lb, high = fit$ci.ub, p = fit$pval, tau2 = fit$tau2, q = fit$QE,
    q_p = fit$QEp, i2 = fit$I2, h2 = fit$H2, weights = as.vector(weights(fit)),
    pi_low = if (fit$test == "z" || fit$k < 3) NULL else known$pi.lb, pi_high = if (fit$test == "z" || fit$k < 3) NULL else known$pi.ub,
    pi2_low = if (fit$k < 3 || fit$method == "EE") NULL else as.vector(fit$b) - half,
    pi2_high = if (fit$k < 3 || fit$method == "EE") NULL else as.vector(fit$b) + half
  )
}

for (item in everything) {
  name <- item[[1]]
  measure <- item[[2]]
  d <- item[[3]]
  d <- d[d$vi > 0, ] # a difference of two equal certainties has no variance
  k <- nrow(d)
  for (level in if (name == "bcg") c(0.95, 0.9) else 0.95) {
    fit <- rma(yi, vi, data = d, method = "EE", level = 100 * level)
    found <- fields(fit, level)
    found$tau2 <- NULL
    found[c("pi_low", "pi_high")] <- NULL
    add("pool", name, measure, "rma(method='EE')", list(method = "common", level = level), found)
    for (method in c("DL", "PM", "REML", "ML")) for (test in c("z", "knha", "adhoc")) {
      fit <- rma(yi, vi, data = d, method = method, test = test, level = 100 * level, control = tight)
      if (method == "REML" && !is_highest(d, fit$tau2)) next
      add("pool", name, measure, sprintf("rma(method='%s', test='%s')", method, test), list(
        method = "random", tau2 = method, interval = c(z = "wald", knha = "hksj", adhoc = "hksj-floor")[[test]], level = level
      ), fields(fit, level))
    }
  }
  fit <- rma(yi, vi, data = d, method = "REML", control = tight)
  profile <- confint(fit, control = list(tau2.max = 1e4, tol = 1e-14, maxiter = 10000))$random
  if (profile["tau^2", "ci.ub"] > 0) {
    add("q_profile", name, measure, "confint(rma(method='REML'))", list(), list(
      tau2 = as.vector(profile["tau^2", 2:3]), i2 = as.vector(profile["I^2(%)", 2:3])
    ))
  }
  if (k < 4) next
  for (method in c("REML", "DL")) {
    fit <- rma(yi, vi, data = d, method = method, control = tight)
    left <- leave1out(fit)
    add("leave_one_out", name, measure, sprintf("leave1out(rma(method='%s'))", method), list(tau2 = method), list(
      yi = left$estimate, se = left$se, tau2 = left$tau2, i2 = left$I2, q = left$Q
    ))
    grown <- cumul(fit)
    add("cumulative", name, measure, sprintf("cumul(rma(method='%s'))", method), list(tau2 = method), list(
      yi = grown$estimate, se = grown$se, tau2 = grown$tau2, i2 = grown$I2
    ))
    one <- influence(fit)$inf
    add("influence", name, measure, sprintf("influence(rma(method='%s'))", method), list(tau2 = method), list(
      rstudent = one$rstudent, dffits = one$dffits, cook_d = one$cook.d, cov_r = one$cov.r, tau2 = one$tau2.del,
      q = one$QE.del, hat = one$hat, weight = one$weight
    ))
  }
  for (model in c("lm", "rma")) {
    fit <- rma(yi, vi, data = d, method = "REML", control = tight)
    test <- regtest(fit, model = model, predictor = "sei")
    add("egger", name, measure, sprintf("regtest(rma(method='REML'), model='%s')", model), list(model = c(lm = "regression", rma = "random")[[model]]), list(
      statistic = as.vector(test$zval), p = as.vector(test$pval), limit = as.vector(test$est), limit_low = as.vector(test$ci.lb), limit_high = as.vector(test$ci.ub)
    ))
  }
  for (method in c("EE", "REML")) for (estimator in c("L0", "R0")) for (side in c("left", "right")) {
    fit <- rma(yi, vi, data = d, method = method, control = tight)
    filled <- try(trimfill(fit, estimator = estimator, side = side, control = tight), silent = TRUE)
    if (inherits(filled, "try-error")) next
    add("trim_and_fill", name, measure, sprintf("trimfill(rma(method='%s'), estimator='%s', side='%s')", method, estimator, side), list(
      method = c(EE = "common", REML = "random")[[method]], estimator = estimator, side = side
    ), list(missing = filled$k0, yi = as.vector(filled$b), se = filled$se, filled = sort(as.vector(filled$yi))))
  }
}

# --- regression and subgroups, on the data set that has features
d <- sizes(bcg, "RR")
features <- list(latitude = dat.bcg$ablat, year = dat.bcg$year)
for (names in list("latitude", "year", c("latitude", "year"))) for (method in c("REML", "ML", "DL", "PM", "EE")) for (test in c("z", "knha", "adhoc")) {
  if (method == "EE" && test != "z") next
  formula <- as.formula(paste("~", paste(names, collapse = "+")))
  fit <- rma(yi, vi, mods = formula, data = cbind(d, features), method = method, test = test, control = tight)
  result <- list(
    beta = as.vector(fit$b), se = fit$se, low = fit$ci.lb, high = fit$ci.ub, p = fit$pval, covariance = as.vector(fit$vb),
    q = fit$QE, q_p = fit$QEp, qm = fit$QM, qm_p = fit$QMp
  )
  if (method != "EE") result <- c(result, list(tau2 = fit$tau2, i2 = fit$I2))
  if (method == "REML") result$r2 <- fit$R2
  add("regression", "bcg", "RR", sprintf("rma(mods=~%s, method='%s', test='%s')", paste(names, collapse = "+"), method, test), list(
    features = paste(names, collapse = "+"), method = if (method == "EE") "common" else "random",
    tau2 = if (method == "EE") "REML" else method, interval = c(z = "wald", knha = "hksj", adhoc = "hksj-floor")[[test]]
  ), result)
}
for (method in c("REML", "DL", "EE")) for (test in c("z", "knha", "adhoc")) {
  if (method == "EE" && test != "z") next
  parts <- lapply(unique(dat.bcg$alloc), function(a) rma(yi, vi, data = d[dat.bcg$alloc == a, ], method = method, test = test, control = tight))
  fit <- rma(yi, vi, mods = ~ factor(dat.bcg$alloc), data = d, method = method, test = test, control = tight)
  add("subgroups", "bcg", "RR", sprintf("rma(mods=~factor(alloc), method='%s', test='%s')", method, test), list(
    method = if (method == "EE") "common" else "random", tau2 = if (method == "EE") "REML" else method,
    interval = c(z = "wald", knha = "hksj", adhoc = "hksj-floor")[[test]]
  ), list(
    yi = sapply(parts, function(f) as.vector(f$b)), se = sapply(parts, function(f) f$se), statistic = fit$QM, p = fit$QMp,
    df = fit$m, df2 = fit$k - fit$p, tau2 = fit$tau2
  ))
}

# --- counts: nothing is added to any cell
for (name in names(tables)) {
  t <- tables[[name]]
  pooled <- list(
    RR = rma.mh(measure = "RR", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = t, add = 0, to = "none"),
    OR = rma.mh(measure = "OR", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = t, add = 0, to = "none", correct = FALSE),
    RD = rma.mh(measure = "RD", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = t, add = 0, to = "none"),
    peto = rma.peto(ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = t, add = 0, to = "none")
  )
  for (what in names(pooled)) {
    fit <- pooled[[what]]
    peto <- what == "peto"
    add(if (peto) "peto" else "mh", name, if (peto) "OR" else what, if (peto) "rma.peto(add=0, to='none')" else sprintf("rma.mh(measure='%s', add=0, to='none')", what), list(), list(
      yi = as.vector(fit$b), se = fit$se, low = fit$ci.lb, high = fit$ci.ub, p = fit$pval, q = fit$QE, q_p = fit$QEp
    ))
  }
}
# lme4 stops early by default: several tolerances are tried, and the highest likelihood is kept
tightened <- function(...) {
  fits <- list()
  for (tolerance in 10^c(-12, -11, -10, -9, -8)) for (step in c(2e-2, 2e-3)) {
    optimiser <- list(rhobeg = step, rhoend = step * 1e-7, maxfun = 1e6)
    control <- list(glmerCtrl = list(optimizer = c("bobyqa", "bobyqa"), optCtrl = optimiser, tolPwrss = tolerance))
    fit <- try(rma.glmm(..., nAGQ = 25, control = control, retfit = TRUE), silent = TRUE)
    if (!inherits(fit, "try-error") && length(fits) < 3) fits[[length(fits) + 1]] <- fit
  }
  fits[[which.max(sapply(fits, function(f) as.vector(logLik(f$res.ML))))]]
}
mixed <- function(name, measure, call, fit) {
  add("glmm", name, measure, paste0(call, ", lme4 tightened"), list(), list(
    yi = as.vector(fit$b), se = fit$se, low = fit$ci.lb, high = fit$ci.ub, p = as.vector(fit$pval), tau2 = fit$tau2
  ))
}
for (name in c("bcg", "bcg_two", "bcg_three", "hine1989", "nielweise2007", "linde2005", "li2007", "graves2010", "egger2001", "collins1985a")) {
  t <- tables[[name]]
  t <- t[t$ai + t$ci > 0 & t$ai + t$ci < t$n1i + t$n2i, ] # others do not move the ratio, and lme4 finds no level for them
  fit <- tightened(measure = "OR", ai = t$ai, n1i = t$n1i, ci = t$ci, n2i = t$n2i, model = "UM.FS")
  mixed(name, "OR", "rma.glmm(measure='OR', model='UM.FS', nAGQ=25)", fit)
}
for (name in names(proportions)) {
  fit <- tightened(measure = "PLO", xi = proportions[[name]]$xi, ni = proportions[[name]]$ni)
  mixed(name, "PLO", "rma.glmm(measure='PLO', nAGQ=25)", fit)
}

# --- arms that share a control, invented: three trials, log risk ratios with the covariance that the control causes
trials <- list(
  list(doses = c(1, 2), events = c(17, 20), total = c(46, 46), control = c(22, 65)),
  list(doses = c(2, 4, 8), events = c(12, 15, 21), total = c(60, 58, 61), control = c(9, 62)),
  list(doses = c(1, 4), events = c(30, 28), total = c(100, 90), control = c(25, 105))
)
slopes <- sapply(trials, function(s) {
  p <- s$control[1]
  m <- s$control[2]
  V <- diag(1 / s$events - 1 / s$total, length(s$doses)) + 1 / p - 1 / m
  fit <- rma.mv(log(s$events / s$total / (p / m)), V, mods = ~ 0 + doses, data = data.frame(doses = s$doses), method = "FE")
  c(as.vector(fit$b), fit$se^2)
})
for (method in c("EE", "DL", "REML")) {
  fit <- rma(yi = slopes[1, ], vi = slopes[2, ], method = method, control = tight)
  add("doses", "arms", "RR", sprintf("rma.mv(yi, V, mods=~0+dose) per trial, rma(method='%s')", method), list(
    method = if (method == "EE") "common" else "random", tau2 = if (method == "EE") "REML" else method
  ), list(slopes = slopes[1, ], variances = slopes[2, ], yi = as.vector(fit$b), se = fit$se))
}

# --- JSON by hand: the same bytes every time
json <- function(x) {
  if (is.null(x)) return("null")
  if (is.list(x) && length(x) == 0) return("{}")
  if (is.data.frame(x) || (is.list(x) && !is.null(names(x)))) {
    x <- x[!sapply(x, is.null)]
    return(paste0("{", paste(sprintf("\"%s\": %s", names(x), sapply(x, json)), collapse = ", "), "}"))
  }
  if (is.list(x)) return(paste0("[", paste(sapply(x, json), collapse = ", "), "]"))
  parts <- if (is.character(x)) sprintf("\"%s\"", x) else ifelse(is.na(x), "null", sprintf("%.17g", x))
  if (length(x) == 1) parts else paste0("[", paste(parts, collapse = ", "), "]")
}
column <- function(d) lapply(as.list(d), function(x) as.list(as.numeric(x)))
data <- c(lapply(tables, column), lapply(proportions, column), lapply(generic, column))
data$bcg <- c(data$bcg, lapply(features, function(x) as.list(as.numeric(x))), list(alloc = as.list(as.character(dat.bcg$alloc))))
data$arms <- lapply(trials, function(s) lapply(s, as.list))
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
writeLines(c(
  "{",
  sprintf("\"R\": \"%s\",", as.character(getRversion())),
  sprintf("\"metafor\": \"%s\",", as.character(packageVersion("metafor"))),
  sprintf("\"lme4\": \"%s\",", as.character(packageVersion("lme4"))),
  "\"data\": {",
  paste(sprintf("\"%s\": %s", names(data), sapply(data, json)), collapse = ",\n"),
  "},",
  "\"cases\": [",
  paste(sapply(cases, json), collapse = ",\n"),
  "]",
  "}"
), file.path(here, "meta_analysis.json"))
