#include "layers/requests/param_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "geo/error.hpp"
#include "layers/text/folded_text.hpp"

namespace layers {

using geo::ErrorKind;
using geo::fail;

namespace {

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find(separator, begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

std::optional<double> finite_number(std::string_view text) {
  double value = 0;
  const auto* end = text.data() + text.size();
  const auto [last, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || last != end || !std::isfinite(value))
    return std::nullopt;
  return value;
}

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

std::optional<std::vector<double>> parse_numbers(std::string_view text) {
  std::vector<double> numbers;
  for (const auto part : split(text, ',')) {
    const auto number = finite_number(part);
    if (!number)
      return std::nullopt;
    numbers.push_back(*number);
  }
  return numbers;
}

bool ParamReader::has(std::string_view name) {
  m_known.emplace_back(name);
  return std::ranges::any_of(m_params, [&](const auto& param) { return param.first == name; });
}

std::vector<std::string> ParamReader::all(std::string_view name) {
  m_known.emplace_back(name);
  std::vector<std::string> values;
  for (const auto& [key, value] : m_params)
    if (key == name)
      values.push_back(value);
  return values;
}

std::optional<std::string> ParamReader::text(std::string_view name) {
  const auto values = all(name);
  if (values.size() > 1)
    fail(ErrorKind::invalid_input, "parameter {}: given twice; give it once", name);
  return values.empty() ? std::nullopt : std::optional(values.front());
}

std::vector<std::string> ParamReader::list(std::string_view name) {
  std::vector<std::string> values;
  for (const auto& value : all(name))
    for (const auto part : split(value, ',')) {
      if (part.empty())
        fail(ErrorKind::invalid_input,
             "parameter {}: \"{}\" has nothing between its commas; write one,two", name, value);
      values.emplace_back(part);
    }
  return values;
}

double ParamReader::number(std::string_view name, double least, double most, double otherwise) {
  const auto value = text(name);
  if (!value)
    return otherwise;
  const auto number = finite_number(*value);
  if (!number || *number < least || *number > most)
    fail(ErrorKind::invalid_input, "parameter {}: \"{}\" is not a number from {} to {}", name,
         *value, least, most);
  return *number;
}

std::size_t ParamReader::whole(std::string_view name, std::size_t least, std::size_t most,
                               std::size_t otherwise) {
  const auto value = text(name);
  if (!value)
    return otherwise;
  std::size_t number = 0;
  const auto* end = value->data() + value->size();
  const auto [last, error] = std::from_chars(value->data(), end, number);
  if (error != std::errc() || last != end || number < least || number > most)
    fail(ErrorKind::invalid_input, "parameter {}: \"{}\" is not a whole number from {} to {}", name,
         *value, least, most);
  return number;
}

bool ParamReader::flag(std::string_view name) {
  return word(name, {"false", "true"}, 0) == 1;
}

std::size_t ParamReader::word(std::string_view name, const std::vector<std::string>& words,
                              std::size_t otherwise) {
  const auto value = text(name);
  if (!value)
    return otherwise;
  const auto found = std::ranges::find(words, *value);
  if (found == words.end())
    fail(ErrorKind::invalid_input, "parameter {}: \"{}\" is not one of {}", name, *value,
         fmt::join(words, ", "));
  return static_cast<std::size_t>(found - words.begin());
}

void ParamReader::finish() const {
  for (const auto& [key, value] : m_params) {
    if (std::ranges::find(m_known, key) != m_known.end())
      continue;
    const std::set<std::string> known(m_known.begin(), m_known.end());
    const auto near = closest(folded(key), m_known);
    fail(ErrorKind::invalid_input, "parameter {}: not known here; {}", key,
         near.empty() ? fmt::format("known are: {}", fmt::join(known, ", "))
                      : fmt::format("did you mean {}?", near));
  }
}

} // namespace layers
