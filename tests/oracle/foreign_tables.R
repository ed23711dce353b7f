# Writes foreign_tables.json beside this file: data sets of metadat as their authors wrote them (a table in text, with all
# short columns and their own names), and what metafor says about them.
# Needs R with metafor (Debian: apt-get install r-base-core r-cran-metafor). Run: Rscript tests/oracle/foreign_tables.R
suppressPackageStartupMessages({
  library(metafor)
  library(metadat)
})
options(warn = -1)
tight <- list(threshold = 1e-13, maxiter = 10000, tol = 1e-13, tau2.max = 1e5)

# dataset, rows that are kept, and how escalc or rma reads it
counts <- function(a, n1, c, n2) list(kind = "counts", args = c(ai = a, n1i = n1, ci = c, n2i = n2))
cells <- function(a, b, c, d) list(kind = "counts", args = c(ai = a, bi = b, ci = c, di = d))
shares <- function(x, n) list(kind = "shares", args = c(xi = x, ni = n))
means <- function(m1, s1, n1, m2, s2, n2) list(kind = "means", args = c(m1i = m1, sd1i = s1, n1i = n1, m2i = m2, sd2i = s2, n2i = n2))
sizes <- function(y, v, measure = "GEN") list(kind = "sizes", args = c(yi = y, vi = v), measure = measure)
errors <- function(y, s, measure = "GEN") list(kind = "errors", args = c(yi = y, sei = s), measure = measure)
limits <- function(y, l, u, measure) list(kind = "limits", args = c(yi = y, low = l, high = u), measure = measure)
metafor_names <- counts("ai", "n1i", "ci", "n2i")
specs <- list(
  list("dat.anand1999", "TRUE", metafor_names), list("dat.bcg", "TRUE", cells("tpos", "tneg", "cpos", "cneg")),
  list("dat.colditz1994", "TRUE", cells("tpos", "tneg", "cpos", "cneg")),
  list("dat.damico2009", "TRUE", counts("xt", "nt", "xc", "nc")), list("dat.dorn2007", "TRUE", counts("x.a", "n.a", "x.p", "n.p")),
  list("dat.egger2001", "TRUE", metafor_names), list("dat.hahn2001", "TRUE", metafor_names),
  list("dat.hine1989", "TRUE", metafor_names), list("dat.lau1992", "TRUE", metafor_names), list("dat.lee2004", "TRUE", metafor_names),
  list("dat.li2007", "TRUE", metafor_names), list("dat.linde2005", "!is.na(ai) & !is.na(ci)", metafor_names),
  list("dat.laopaiboon2015", "TRUE", metafor_names), list("dat.nielweise2007", "TRUE", metafor_names),
  list("dat.graves2010", "TRUE", metafor_names), list("dat.yusuf1985", "table == '6' & !is.na(ai) & !is.na(ci)", metafor_names),
  list("dat.axfors2021", "TRUE", counts("hcq_arm_event", "hcq_arm_total", "control_arm_event", "control_arm_total")),
  list("dat.hartmannboyce2018", "TRUE", counts("x.nrt", "n.nrt", "x.ctrl", "n.ctrl")),
  list("dat.viechtbauer2021", "TRUE", counts("xTi", "nTi", "xCi", "nCi")),
  list("dat.vanhowe1999", "TRUE", cells("cir.pos", "cir.neg", "non.pos", "non.neg")),
  list("dat.collins1985a", "!is.na(b.xti) & !is.na(b.xci)", counts("b.xti", "nti", "b.xci", "nci")),
  list("dat.debruin2009", "TRUE", shares("xi", "ni")), list("dat.pritz1997", "TRUE", shares("xi", "ni")),
  list("dat.hannum2020", "TRUE", shares("xi", "ni")), list("dat.hasselblad1998", "trt == 'no_contact'", shares("xi", "ni")),
  list("dat.normand1999", "TRUE", means("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i")),
  list("dat.curtis1998", "TRUE", means("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i")),
  list("dat.gibson2002", "!is.na(m1i)", means("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i")),
  list("dat.michael2013", "TRUE", means("Brain_m", "Brain_s", "Brain_n", "No_brain_m", "No_brain_s", "No_brain_n")),
  list("dat.hackshaw1998", "TRUE", sizes("yi", "vi")), list("dat.hackshaw1998", "TRUE", limits("or", "or.lb", "or.ub", "OR"), drop = c("yi", "vi")),
  list("dat.raudenbush1985", "TRUE", sizes("yi", "vi")), list("dat.bangertdrowns2004", "TRUE", sizes("yi", "vi")),
  list("dat.begg1989", "TRUE", errors("yi", "sei"), drop = "vi"), list("dat.assink2016", "TRUE", sizes("yi", "vi")),
  list("dat.kalaian1996", "outcome == 'verbal'", sizes("yi", "vi")), list("dat.konstantopoulos2011", "TRUE", sizes("yi", "vi")),
  list("dat.tannersmith2016", "TRUE", sizes("yi", "vi")), list("dat.riley2003", "outcome == 'DFS'", errors("yi", "sei"), drop = "vi"),
  list("dat.knapp2017", "TRUE", sizes("yi", "vi")), list("dat.berkey1998", "outcome == 'PD'", sizes("yi", "vi")),
  list("dat.linde2016", "TRUE", errors("lnOR", "selnOR", "OR")), list("dat.lopez2019", "!is.na(diff)", errors("diff", "se", "MD")),
  list("dat.baskerville2012", "TRUE", errors("smd", "se", "SMD")), list("dat.bakdash2021", "TRUE", sizes("es.z", "vi.z")),
  list("dat.mccurdy2020", "TRUE", sizes("yi", "vi")), list("dat.pignon2000", "TRUE", list(kind = "excess", args = c(yi = "OmE", vi = "V"), measure = "HR"))
)

quoted <- function(x) paste0("\"", gsub("\t", " ", gsub("\"", "\\\\\"", gsub("\\\\", "\\\\\\\\", x))), "\"")
number <- function(x) if (length(x) == 0 || !is.finite(x[1])) "null" else sprintf("%.17g", x[1])
result <- function(fit, tau2) {
  values <- list(yi = as.vector(fit$b), se = fit$se, low = fit$ci.lb, high = fit$ci.ub, p = fit$pval, q = fit$QE)
  if (tau2) values <- c(values, list(tau2 = fit$tau2, i2 = fit$I2))
  paste0("{", paste0("\"", names(values), "\": ", sapply(values, number), collapse = ", "), "}")
}
case <- function(measure, options, fit, tau2 = TRUE) if (inherits(fit, "try-error")) NULL else sprintf("{\"measure\": \"%s\", \"options\": %s, \"result\": %s}", measure, options, result(fit, tau2))
pools <- function(measure, yi, vi) {
  found <- c()
  for (method in c("REML", "DL", "PM", "ML")) for (test in c("adhoc", "z")) {
    options <- sprintf("{\"method\": \"random\", \"tau2\": \"%s\", \"interval\": \"%s\"}", method, c(adhoc = "hksj-floor", z = "wald")[[test]])
    found <- c(found, case(measure, options, try(rma(yi, vi, method = method, test = test, control = tight), silent = TRUE)))
  }
  c(found, case(measure, "{\"method\": \"common\"}", try(rma(yi, vi, method = "EE"), silent = TRUE), FALSE))
}

read <- function(d, spec) {
  x <- lapply(spec$args, function(name) d[[name]])
  found <- c()
  if (spec$kind == "counts") {
    if (!is.null(x$bi)) x <- list(ai = x$ai, n1i = x$ai + x$bi, ci = x$ci, n2i = x$ci + x$di)
    for (measure in c("RR", "OR", "RD")) {
      e <- do.call(escalc, c(x, list(measure = measure), if (measure == "RD") list(to = "none")))
      if (all(e$vi > 0)) found <- c(found, pools(measure, as.vector(e$yi), as.vector(e$vi)))
      fit <- try(do.call(rma.mh, c(x, list(measure = measure, add = 0, to = "none", drop00 = FALSE, correct = FALSE))), silent = TRUE)
      found <- c(found, case(measure, "{\"method\": \"mh\"}", fit, FALSE))
    }
    fit <- try(do.call(rma.peto, c(x, list(add = 0, to = "none", drop00 = FALSE))), silent = TRUE)
    return(c(found, case("OR", "{\"method\": \"peto\"}", fit, FALSE)))
  }
  if (spec$kind == "means") for (measure in c("MD", "SMD")) {
    e <- do.call(escalc, c(x, list(measure = measure)))
    found <- c(found, pools(measure, as.vector(e$yi), as.vector(e$vi)))
  }
  if (spec$kind == "shares") {
    e <- do.call(escalc, c(x, list(measure = "PLO")))
    found <- pools("PLO", as.vector(e$yi), as.vector(e$vi))
  }
  if (spec$kind == "limits") found <- pools(spec$measure, log(x$yi), ((log(x$high) - log(x$low)) / (2 * qnorm(0.975)))^2)
  if (spec$kind == "sizes") found <- pools(spec$measure, as.vector(x$yi), as.vector(x$vi))
  if (spec$kind == "errors") found <- pools(spec$measure, as.vector(x$yi), as.vector(x$sei)^2)
  if (spec$kind == "excess") found <- pools(spec$measure, x$yi / x$vi, 1 / x$vi)
  found
}

everything <- Sys.getenv("ALL_TABLES") != "" # the name of a file for all of them
few <- c(
  "bcg, counts", "damico2009, counts", "egger2001, counts", "viechtbauer2021, counts", "debruin2009, shares", "normand1999, means",
  "gibson2002, means", "hackshaw1998, limits", "raudenbush1985, sizes", "riley2003, errors", "pignon2000, excess"
)
tables <- c()
for (each in specs) {
  d <- as.data.frame(get(each[[1]]))
  d <- d[with(d, eval(parse(text = each[[2]]))), ]
  d <- d[setdiff(names(d), each$drop)]
  found <- read(d, each[[3]])
  short <- sapply(d, function(x) max(nchar(as.character(x)), na.rm = TRUE) < 60)
  file <- tempfile()
  write.csv(d[short], file, row.names = FALSE, fileEncoding = "UTF-8")
  text <- paste(readLines(file, encoding = "UTF-8"), collapse = "\\n")
  name <- sprintf("%s, %s", sub("dat.", "", each[[1]], fixed = TRUE), each[[3]]$kind)
  if (!everything && !(name %in% few)) next
  kept <- gsub("\\\\\\\\n", "\\\\n", quoted(text))
  tables <- c(tables, sprintf("  %s: {\n    \"file\": %s,\n    \"cases\": [\n      %s\n    ]\n  }", quoted(name), kept, paste(found, collapse = ",\n      ")))
}
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
out <- if (everything) Sys.getenv("ALL_TABLES") else file.path(here, "foreign_tables.json")
writeLines(c(
  "{", sprintf("  \"R\": \"%s\",", as.character(getRversion())), sprintf("  \"metafor\": \"%s\",", as.character(packageVersion("metafor"))),
  "  \"tables\": {", paste(tables, collapse = ",\n"), "  }", "}"
), out, useBytes = TRUE)
