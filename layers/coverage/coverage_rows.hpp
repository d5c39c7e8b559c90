#pragma once

#include "layers/coverage/coverage_answer.hpp"

namespace layers {

/// A row for each area, each gap and each gap before the change.
AnswerTable coverage_rows(const Coverage& coverage);

} // namespace layers
