#pragma once

#include "layers/answers/planner_answer.hpp"

namespace layers {

/// A table as CSV (RFC 4180, lines end with LF, UTF-8): "id", the columns, and last where it is:
/// points as "lon" and "lat", the shortest numbers that read back the same, other shapes as
/// well-known text in "geometry". Nothing between the commas is no value, "" an empty text; a
/// column of texts of which one looks like a number stands in quotes. In pieces of 64 KiB, or the
/// size of one feature. Throws what the sink throws.
void write_csv(const AnswerTable& table, const TextSink& sink);

} // namespace layers
