#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "layers/coverage/coverage_answer.hpp"

namespace layers {

/// How far one limit of a norm is met by the people that it is for.
struct Verdict {
  const Standard::Limit* limit = nullptr;
  std::size_t number = 0; ///< of the limit among Coverage::limits
  double people = 0;      ///< of its class of area; where nothing tells classes apart, everybody
  double reached = 0;     ///< of those
  std::optional<bool> is_met; ///< nullopt: it cannot be told
  std::string why;            ///< not
};

/// One for each limit of the norm, in its order. A limit without a required share is for everybody.
/// It is met, or is not, when that is so whatever the class of those is of whom no class is known.
std::vector<Verdict> verdicts(const Coverage& coverage, const CoverageState& state);

/// What the verdicts of the state that is asked about leave open, a line each.
std::vector<std::string> verdict_warnings(const Coverage& coverage);

} // namespace layers
