# Writes ordinal.json beside this file: what R and MASS say about ordered categories.
# Needs R with MASS (Debian: apt-get install r-base-core r-cran-mass). Run: Rscript tests/oracle/ordinal.R
suppressPackageStartupMessages(library(MASS))

pairs <- list( # treated and control, best first; made up, of the size that trials report
  list(c(10, 20, 30, 20, 10, 5, 5), c(5, 15, 25, 25, 15, 5, 10)),
  list(c(27, 51, 40, 39, 52, 12, 12), c(14, 38, 43, 55, 60, 23, 34)),
  list(c(9, 12, 11, 6, 8, 2, 4), c(4, 9, 13, 10, 9, 5, 15)),
  list(c(5, 15, 25, 25, 15, 5, 10), c(10, 20, 30, 20, 10, 5, 5)), # the first, exchanged
  list(c(12, 12, 12, 12, 12, 12, 12), c(12, 12, 12, 12, 12, 12, 12)), # no effect
  list(c(20, 0, 15, 0, 10, 5, 1), c(10, 5, 15, 0, 12, 0, 9)), # a category that nobody is in
  list(c(30, 20, 10), c(20, 20, 20)), list(c(1, 1, 1), c(1, 0, 3)), list(c(0, 3, 2), c(1, 2, 1)),
  list(c(300, 1, 299), c(280, 2, 318)), # a rare category in the middle
  list(c(1000, 2000, 3000, 4000), c(900, 1800, 3200, 4100)), list(c(40, 30, 20, 9, 1), c(1, 9, 20, 30, 40)),
  list(c(0, 8, 0, 4), c(3, 0, 6, 0)), list(c(2, 5), c(4, 3)), list(c(51, 1, 1), c(0, 2, 4)), list(c(59, 41), c(45, 55))
)

proportional_odds <- function(pair) { # log odds ratio of a better category: polr's sign is for a worse one
  y <- factor(rep(seq_along(pair[[1]]), 2), ordered = TRUE)
  patients <- c(pair[[1]], pair[[2]])
  treated <- rep(1:0, each = length(pair[[1]]))
  if (length(pair[[1]][pair[[1]] + pair[[2]] > 0]) == 2) { # polr wants three categories; two are logistic regression
    fit <- glm((y == 1) ~ treated, binomial, weights = patients, control = glm.control(1e-15, 100))
    return(c(coef(fit)[["treated"]], sqrt(vcov(fit)["treated", "treated"])))
  }
  kept <- patients > 0 # polr loses its way among weights of 0
  data <- data.frame(y = droplevels(y[kept]), treated = treated[kept], patients = patients[kept])
  control <- list(reltol = 1e-16, maxit = 10000, ndeps = rep(1e-4, nlevels(data$y)))
  fit <- polr(y ~ treated, data, weights = patients, Hess = TRUE, control = control)
  c(-coef(fit)[["treated"]], sqrt(vcov(fit)["treated", "treated"]))
}
win <- function(pair) { # from patients, not counts: ranks among all and within the group (Brunner and Munzel 2000)
  x <- rep(seq_along(pair[[1]]), pair[[1]])
  y <- rep(seq_along(pair[[2]]), pair[[2]])
  share <- wilcox.test(y, x, exact = FALSE)$statistic / (length(x) * length(y))
  all <- rank(c(x, y))
  placement_x <- (all[seq_along(x)] - rank(x)) / length(y)
  placement_y <- (all[-seq_along(x)] - rank(y)) / length(x)
  c(share, sqrt(var(placement_x) / length(x) + var(placement_y) / length(y)))
}

number <- function(x) ifelse(is.na(x), "null", sprintf("%.17g", x))
array_of <- function(x) paste0("[", paste(number(x), collapse = ", "), "]")
lists_of <- function(x) sprintf("[%s]", paste(sapply(x, array_of), collapse = ", "))
rows <- function(x) paste0("[\n    ", paste(x, collapse = ",\n    "), "\n  ]")

here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
writeLines(c(
  "{",
  sprintf("  \"R\": \"%s\",", as.character(getRversion())),
  sprintf("  \"MASS\": \"%s\",", as.character(packageVersion("MASS"))),
  "  \"pairs_columns\": [\"treated\", \"control\"],",
  sprintf("  \"pairs\": %s,", rows(sapply(pairs, lists_of))),
  "  \"polr_call\": \"polr(y ~ treated, weights=patients, Hess=TRUE); glm(binomial) for two categories\",",
  "  \"polr_columns\": [\"minus coefficient\", \"its standard error\"],",
  sprintf("  \"polr\": %s,", rows(sapply(pairs, function(pair) array_of(proportional_odds(pair))))),
  "  \"win_call\": \"wilcox.test(control, treated)$statistic / pairs; its error from rank()\",",
  "  \"win_columns\": [\"win probability\", \"its standard error\"],",
  sprintf("  \"win\": %s", rows(sapply(pairs, function(pair) array_of(win(pair))))),
  "}"
), file.path(here, "ordinal.json"))
