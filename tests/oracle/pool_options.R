# Writes pool_options.json beside this file: what metafor says about each answer of `review pool` beside the pool.
# Needs R with metafor (Debian: apt-get install r-base-core r-cran-metafor). Run: Rscript tests/oracle/pool_options.R
suppressPackageStartupMessages(library(metafor))
options(warn = -1)

tight <- list(threshold = 1e-13, maxiter = 10000, tol = 1e-13, tau2.max = 1e5)
b <- dat.bcg
tables <- list( # columns as `review pool` names them, then those that --subgroup and --moderator read
  bcg = list(
    measure = "RR", events_1 = b$tpos, total_1 = b$tpos + b$tneg, events_2 = b$cpos, total_2 = b$cpos + b$cneg,
    alloc = b$alloc, ablat = b$ablat, year = b$year
  ),
  nielweise2007 = list( # zero cells
    measure = "OR", events_1 = dat.nielweise2007$ai, total_1 = dat.nielweise2007$n1i,
    events_2 = dat.nielweise2007$ci, total_2 = dat.nielweise2007$n2i
  ),
  li2007 = list(measure = "RD", events_1 = dat.li2007$ai, total_1 = dat.li2007$n1i, events_2 = dat.li2007$ci, total_2 = dat.li2007$n2i),
  raudenbush1985 = list( # expectations of teachers, and the weeks that they had known their pupils
    measure = "GEN", yi = dat.raudenbush1985$yi, vi = dat.raudenbush1985$vi, setting = dat.raudenbush1985$setting,
    weeks = dat.raudenbush1985$weeks
  ),
  debruin2009 = list(measure = "PLO", events = dat.debruin2009$xi, total = dat.debruin2009$ni)
)

sizes <- function(t) {
  found <- switch(t$measure,
    GEN = t,
    PLO = escalc(measure = "PLO", xi = t$events, ni = t$total),
    RD = escalc(measure = "RD", ai = t$events_1, n1i = t$total_1, ci = t$events_2, n2i = t$total_2, to = "none"),
    escalc(measure = t$measure, ai = t$events_1, n1i = t$total_1, ci = t$events_2, n2i = t$total_2)
  )
  data.frame(yi = as.vector(found$yi), vi = as.vector(found$vi))
}
back <- function(measure) switch(measure, RR = exp, OR = exp, RD = function(x) 100 * x, PLO = function(x) 100 * plogis(x), GEN = identity)

cases <- list()
for (name in names(tables)) {
  t <- tables[[name]]
  d <- sizes(t)
  k <- nrow(d)
  for (method in c("REML", "DL", "EE")) for (test in if (method == "EE") "z" else c("z", "knha", "adhoc")) {
    fit <- function(yi, vi, ...) rma(yi, vi, ..., method = method, test = test, control = tight)
    brief <- function(x) list(
      k = x$k, estimate = back(t$measure)(as.vector(x$b)), ci_low = back(t$measure)(x$ci.lb), ci_high = back(t$measure)(x$ci.ub),
      p = x$pval, yi = as.vector(x$b), se = x$se, tau2 = if (method == "EE") NA else x$tau2,
      q = x$QE, q_p = if (x$k > 1) x$QEp else NA, i2 = x$I2
    )
    case <- list(dataset = name, measure = t$measure, method = method, test = test)
    known <- function(yi, vi) { # NULL where metafor's own search does not end
      found <- try(fit(yi, vi), silent = TRUE)
      if (inherits(found, "try-error")) NULL else brief(found)
    }
    case$leave_one_out <- lapply(seq_len(k), function(i) known(d$yi[-i], d$vi[-i]))
    case$cumulative <- lapply(2:k, function(i) known(d$yi[1:i], d$vi[1:i]))
    whole <- fit(d$yi, d$vi)
    if (test == "z" && method != "EE") {
      one <- influence(whole)$inf
      case$influence <- list(
        rstudent = one$rstudent, dffits = one$dffits, cook_d = one$cook.d, cov_r = one$cov.r, tau2 = one$tau2.del,
        q = one$QE.del, hat = one$hat, weight = one$weight
      )
    }
    test_of <- regtest(whole, model = "lm", predictor = "sei", ret.fit = TRUE)
    case$egger <- list(
      slope = unname(coef(test_of$fit)[2]), statistic = as.vector(test_of$zval), p = as.vector(test_of$pval), df = test_of$dfs,
      limit = back(t$measure)(as.vector(test_of$est)), limit_low = back(t$measure)(as.vector(test_of$ci.lb)),
      limit_high = back(t$measure)(as.vector(test_of$ci.ub))
    )
    filled <- try(trimfill(whole, control = tight), silent = TRUE)
    if (!inherits(filled, "try-error")) {
      # the side stands in the object; the pool of all is fitted again so that its test is the one asked for
      case$trim_and_fill <- c(list(missing = filled$k0, side = filled$side), brief(fit(as.vector(filled$yi), as.vector(filled$vi))))
    }
    groups <- if (!is.null(t$alloc)) t$alloc else t$setting
    if (!is.null(groups)) {
      pools <- lapply(unique(groups), function(g) fit(d$yi[groups == g], d$vi[groups == g]))
      between <- fit(d$yi, d$vi, mods = ~ factor(g), data = data.frame(g = groups))
      case$subgroups <- list(pools = lapply(pools, brief), difference = list(
        statistic = between$QM, df = between$m, df2 = if (test == "z") NA else between$k - between$p, p = between$QMp,
        tau2 = if (method == "EE") NA else between$tau2
      ))
    }
    moderators <- if (!is.null(t$ablat)) list(ablat = t$ablat, year = t$year - 1948) else if (!is.null(t$weeks)) list(weeks = t$weeks)
    if (!is.null(moderators)) {
      x <- fit(d$yi, d$vi, mods = as.formula(paste("~", paste(names(moderators), collapse = "+"))), data = as.data.frame(moderators))
      case$moderators <- list(
        beta = as.vector(x$b), se = x$se, low = x$ci.lb, high = x$ci.ub, p = x$pval, qm = x$QM, qm_p = x$QMp, qm_df = x$m,
        q = x$QE, q_p = x$QEp, df = x$k - x$p, tau2 = if (method == "EE") NA else x$tau2, i2 = x$I2,
        r2 = if (method == "EE") NA else x$R2
      )
    }
    cases[[length(cases) + 1]] <- case
  }
}
tables$bcg$year <- tables$bcg$year - 1948 # a year near 0 keeps the digits that one near 1950 costs both sides

json <- function(x) {
  if (is.null(x)) return("null")
  if (is.list(x) && !is.null(names(x))) {
    return(paste0("{", paste(sprintf("\"%s\": %s", names(x), sapply(x, json)), collapse = ", "), "}"))
  }
  if (is.list(x)) return(paste0("[", paste(sapply(x, json), collapse = ", "), "]"))
  if (is.factor(x)) x <- as.character(x)
  parts <- if (is.character(x)) sprintf("\"%s\"", x) else ifelse(is.na(x), "null", sprintf("%.17g", as.numeric(x)))
  if (length(x) == 1) parts else paste0("[", paste(parts, collapse = ", "), "]")
}
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
writeLines(c(
  "{",
  sprintf("\"R\": \"%s\",", as.character(getRversion())),
  sprintf("\"metafor\": \"%s\",", as.character(packageVersion("metafor"))),
  sprintf("\"data\": {\n%s\n},", paste(sprintf("\"%s\": %s", names(tables), sapply(tables, json)), collapse = ",\n")),
  sprintf("\"cases\": [\n%s\n]", paste(sapply(cases, json), collapse = ",\n")),
  "}"
), file.path(here, "pool_options.json"))
