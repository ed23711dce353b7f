# Writes effects.json beside this file: what metafor and R say about 2x2 tables and proportions.
# Needs R with metafor (Debian: apt-get install r-base-core r-cran-metafor). Run: Rscript tests/oracle/effects.R
suppressPackageStartupMessages(library(metafor))

tables <- rbind(
  # of the size that trials report: excellent outcome, haemorrhage, no-reflow
  c(59, 100, 45, 100), c(36, 61, 21, 52), c(115, 279, 93, 276), c(8, 10, 5, 10), c(3, 61, 0, 52), c(52, 65, 33, 65),
  # no events in one group, in the other, in both; events in all of one group, of the other, of both
  c(0, 10, 5, 10), c(5, 10, 0, 10), c(0, 10, 0, 10), c(10, 10, 5, 10), c(5, 10, 10, 10), c(10, 10, 10, 10),
  c(0, 10, 10, 10), c(10, 10, 0, 10), c(0, 1, 0, 1), c(1, 1, 0, 1), c(0, 1, 1, 1), c(1, 1, 1, 1),
  c(0, 250, 1, 248), c(0, 60, 0, 2000), c(2000, 2000, 60, 60), c(0, 7, 3, 300),
  # equal risks, in equal and in unequal groups
  c(5, 10, 5, 10), c(10, 20, 50, 100), c(1, 3, 2, 6), c(999, 1000, 99900, 100000),
  # rare, common, small, large, lopsided
  c(1, 2, 1, 3), c(1, 1000, 2, 1000), c(1, 100000, 3, 100000), c(99, 100, 98, 100), c(1, 3, 2999, 3000),
  c(2, 3, 1, 3000), c(123456, 1000000, 123000, 1000000), c(17, 19, 3, 23), c(44, 211, 38, 213), c(91, 270, 74, 267),
  c(7, 29, 4, 29), c(4, 17, 11, 19), c(1, 7, 3, 7), c(34, 140, 25, 103)
)

escalc_rows <- function(measure, add, to) {
  found <- suppressWarnings(escalc(
    measure = measure, ai = tables[, 1], n1i = tables[, 2], ci = tables[, 3], n2i = tables[, 4],
    add = add, to = to
  ))
  vi <- as.vector(found$vi)
  if (to == "none") { # a variance of 0 is none: then that of the table with 1/2 in all cells
    more <- as.vector(escalc(
      measure = measure, ai = tables[, 1], n1i = tables[, 2], ci = tables[, 3], n2i = tables[, 4],
      add = 1 / 2, to = "only0"
    )$vi)
    vi <- ifelse(vi == 0, more, vi)
  }
  list(yi = as.vector(found$yi), vi = vi)
}

proportions <- do.call(rbind, lapply(
  c(1, 2, 3, 5, 8, 10, 17, 29, 65, 120, 185, 248, 1000, 50000),
  function(n) cbind(unique(c(0, 1, n %/% 7, n %/% 3, n %/% 2, n - 1, n)), n)
))
proportions <- unique(proportions)
wilson <- t(apply(proportions, 1, function(row) {
  suppressWarnings(prop.test(row[1], row[2], correct = FALSE)$conf.int[1:2])
}))

at <- function(level, call) {
  cbind(proportions, level, t(apply(proportions, 1, function(row) call(row[1], row[2], level))))
}
score <- function(x, n, level) suppressWarnings(prop.test(x, n, correct = FALSE, conf.level = level)$conf.int[1:2])
tests <- t(apply(tables, 1, function(row) {
  cells <- rbind(c(row[1], row[2] - row[1]), c(row[3], row[4] - row[3]))
  pearson <- suppressWarnings(chisq.test(cells, correct = FALSE))
  c(pearson$statistic, pearson$p.value, fisher.test(cells, conf.int = FALSE)$p.value)
}))

number <- function(x) ifelse(is.na(x), "null", sprintf("%.17g", x))
array_of <- function(x) paste0("[", paste(number(x), collapse = ", "), "]")
matrix_of <- function(x) paste0("[\n    ", paste(apply(x, 1, array_of), collapse = ",\n    "), "\n  ]")
block <- function(name, call, add, to) { # the call as text, and what it gives
  found <- escalc_rows(name, add, to)
  sprintf(
    "{\n    \"call\": \"%s\",\n    \"yi\": %s,\n    \"vi\": %s\n  }",
    call, array_of(found$yi), array_of(found$vi)
  )
}

here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
writeLines(c(
  "{",
  sprintf("  \"R\": \"%s\",", as.character(getRversion())),
  sprintf("  \"metafor\": \"%s\",", as.character(packageVersion("metafor"))),
  "  \"columns\": [\"ai\", \"n1i\", \"ci\", \"n2i\"],",
  sprintf("  \"tables\": %s,", matrix_of(tables)),
  sprintf("  \"RR\": %s,", block("RR", "escalc(measure='RR', add=1/2, to='only0')", 1 / 2, "only0")),
  sprintf("  \"OR\": %s,", block("OR", "escalc(measure='OR', add=1/2, to='only0')", 1 / 2, "only0")),
  sprintf("  \"RD\": %s,", block("RD", "escalc(measure='RD', to='none'); vi of add=1/2, to='only0' where that is 0", 1 / 2, "none")),
  "  \"wilson_call\": \"prop.test(x, n, correct=FALSE)$conf.int\",",
  "  \"wilson_columns\": [\"x\", \"n\", \"low\", \"high\"],",
  sprintf("  \"wilson\": %s,", matrix_of(cbind(proportions, wilson))),
  "  \"levels_columns\": [\"x\", \"n\", \"level\", \"low\", \"high\"],",
  "  \"wilson_levels_call\": \"prop.test(x, n, correct=FALSE, conf.level=level)$conf.int\",",
  sprintf("  \"wilson_levels\": %s,", matrix_of(rbind(at(0.8, score), at(0.99, score)))),
  "  \"tests_call\": \"chisq.test(cells, correct=FALSE); fisher.test(cells)$p.value\",",
  "  \"tests_columns\": [\"chi-square\", \"its p\", \"Fisher's p\"],",
  sprintf("  \"tests\": %s", matrix_of(tests)),
  "}"
), file.path(here, "effects.json"))
