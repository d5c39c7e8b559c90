#include "layers/requests/param_reader.hpp"

#include <algorithm>

#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "geo/error.hpp"
#include "geo/number_text.hpp"
#include "layers/text/folded_text.hpp"

namespace layers {

using geo::ErrorKind;
using geo::fail;

namespace {

/// A text, a number, true or false; nested values are not looked into, however deep they are.
std::string text_of(const std::string& name, const nlohmann::json& value) {
  if (value.is_string())
    return value.get<std::string>();
  if (value.is_number() || value.is_boolean())
    return value.dump();
  fail(ErrorKind::invalid_input,
       "parameter {}: {} is neither a text, a number, true, false nor a list of them",
       name.substr(0, 64), value.type_name());
}

void append_split(std::vector<std::string>& values, const std::string& text, char separator) {
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find(separator, begin), text.size());
    if (begin == end && separator == ',')
      fail(ErrorKind::invalid_input, "\"{}\" has nothing between its commas; write one,two", text);
    values.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
}

} // namespace

Params params_of(const nlohmann::json& object) {
  if (!object.is_object())
    fail(ErrorKind::invalid_input, "parameters: they must be an object {{\"name\": value}}");
  Params params;
  for (const auto& [name, value] : object.items()) {
    if (!value.is_array())
      params.emplace_back(name, text_of(name, value));
    else
      for (const auto& item : value)
        params.emplace_back(name, text_of(name, item));
  }
  return params;
}

std::vector<std::string> values_of(const Parameter& parameter, const Params& params) {
  std::vector<std::string> values;
  for (const auto& [name, value] : params) {
    if (name != parameter.name)
      continue;
    if (!parameter.is_list() && !values.empty())
      fail(ErrorKind::invalid_input, "given twice; give it once");
    if (parameter.separator != 0)
      append_split(values, value, parameter.separator);
    else
      values.push_back(value);
  }
  if (values.size() > parameter.most_values)
    fail(ErrorKind::too_large, "{} are given; give at most {}", values.size(),
         parameter.most_values);
  return values;
}

double number_of(const Parameter& parameter, const std::string& value) {
  const auto number = geo::parse_number<double>(value);
  if (!number || !parameter.legal.holds(*number))
    fail(ErrorKind::invalid_input, "\"{}\" is not a number{} from {} to {}", value,
         parameter.name.ends_with("_s") ? " of seconds" : "", parameter.legal.least,
         parameter.legal.most);
  return *number;
}

std::size_t whole_of(const Parameter& parameter, const std::string& value) {
  const auto number = geo::parse_number<std::size_t>(value);
  if (!number || !parameter.legal.holds(static_cast<double>(*number)))
    fail(ErrorKind::invalid_input, "\"{}\" is not a whole number from {} to {}", value,
         parameter.legal.least, parameter.legal.most);
  return *number;
}

std::size_t word_of(const Parameter& parameter, const std::string& value) {
  const auto found = std::ranges::find(parameter.words, value);
  if (found == parameter.words.end())
    fail(ErrorKind::invalid_input, "\"{}\" is not one of {}", value,
         fmt::join(parameter.words, ", "));
  return static_cast<std::size_t>(found - parameter.words.begin());
}

void check_names(const Params& params, const std::vector<std::string>& known) {
  for (const auto& [name, value] : params) {
    if (std::ranges::find(known, name) != known.end())
      continue;
    auto sorted = known;
    std::ranges::sort(sorted);
    const auto near = closest(folded(name), sorted);
    fail(ErrorKind::invalid_input, "parameter {}: not known here; {}", name,
         near.empty() ? fmt::format("known are: {}", fmt::join(sorted, ", "))
                      : fmt::format("did you mean {}?", near));
  }
}

} // namespace layers
