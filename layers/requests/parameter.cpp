#include "layers/requests/parameter.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace layers {

namespace {

std::string legal_value(const Parameter& parameter) {
  if (parameter.type == Parameter::Type::text && parameter.words.empty())
    return parameter.form;
  if (!parameter.words.empty())
    return fmt::format("{}", fmt::join(parameter.words, ", "));
  return fmt::format("{} to {}", parameter.legal.least, parameter.legal.most);
}

} // namespace

std::string legal_text(const Parameter& parameter) {
  const bool has_most = parameter.is_list() && parameter.most_values != Parameter::unlimited;
  return legal_value(parameter) +
         (has_most ? fmt::format("; at most {}", parameter.most_values) : "");
}

} // namespace layers
