#include "layers/requests/param_reader.hpp"

#include <algorithm>

#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "geo/error.hpp"
#include "geo/number_text.hpp"
#include "layers/text/config_json.hpp"
#include "layers/text/folded_text.hpp"

namespace layers {

using geo::ErrorKind;
using geo::fail;

namespace {

std::string shown_name(const std::string& name) {
  return name.substr(0, 64);
}

/// A text, a number, true or false; nested values are not looked into, however deep they are.
std::string text_of(const std::string& name, const nlohmann::json& value) {
  if (value.is_string())
    return value.get<std::string>();
  if (value.is_number() || value.is_boolean())
    return value.dump();
  fail(ErrorKind::invalid_input,
       "parameter {}: {} is neither a text, a number, true, false nor a list of them",
       shown_name(name), value.type_name());
}

/// [105.8, 21] as "105.8,21".
std::string numbers_text(const std::string& name, const nlohmann::json& list) {
  std::string text;
  for (const auto& number : list) {
    if (!number.is_number())
      fail(ErrorKind::invalid_input,
           "parameter {}: a list in its list holds no number but {}; write [[lon, lat]] or "
           "[\"lon,lat\"]",
           shown_name(name), number.type_name());
    text += (text.empty() ? "" : ",") + number.dump();
  }
  return text;
}

/// A value of a list, which nothing takes apart any more.
std::string item_text(const std::string& name, const nlohmann::json& item) {
  return quoted(item.is_array() ? numbers_text(name, item) : text_of(name, item));
}

/// Behind the quote that ends what begins with one at `begin`.
std::size_t end_of_quoted(const std::string& text, std::size_t begin) {
  auto at = text.find('"', begin + 1);
  while (at != std::string::npos && at + 1 < text.size() && text[at + 1] == '"')
    at = text.find('"', at + 2);
  if (at == std::string::npos)
    fail(ErrorKind::invalid_input, R"({} has a quote that does not end; write "a, b",c)", text);
  return at + 1;
}

/// Where the value that begins at `begin` ends.
std::size_t end_of_value(const std::string& text, std::size_t begin, char separator) {
  if (begin >= text.size() || text[begin] != '"')
    return std::min(text.find(separator, begin), text.size());
  const auto end = end_of_quoted(text, begin);
  if (end < text.size() && text[end] != separator)
    fail(ErrorKind::invalid_input, R"({} has something behind its quotes; write "a, b",c)", text);
  return end;
}

void append_values(std::vector<std::string>& values, const Parameter& parameter,
                   const std::string& text) {
  if (parameter.separator == 0)
    values.push_back(unquoted(text));
  else
    for (const auto& value : split_list(text, parameter.separator))
      values.push_back(unquoted(value));
}

} // namespace

nlohmann::json parse_parameters(const std::string& text, const std::string& where) {
  return parse_config(text, {where});
}

Params params_of(const nlohmann::json& object) {
  if (!object.is_object())
    fail(ErrorKind::invalid_input, "parameters: they must be an object {{\"name\": value}}");
  Params params;
  for (const auto& [name, value] : object.items()) {
    if (!value.is_array()) {
      params.emplace_back(name, text_of(name, value));
      continue;
    }
    if (value.empty())
      fail(ErrorKind::invalid_input,
           "parameter {}: its list is empty; leave it out, or say something", shown_name(name));
    for (const auto& item : value)
      params.emplace_back(name, item_text(name, item));
  }
  return params;
}

std::vector<std::string> split_list(const std::string& text, char separator) {
  std::vector<std::string> values;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = end_of_value(text, begin, separator);
    if (begin == end && !text.empty())
      fail(ErrorKind::invalid_input, "\"{}\" has nothing between its {}; write one{}two", text,
           separator == ',' ? "commas" : "semicolons", separator);
    values.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return values;
}

std::string unquoted(const std::string& value) {
  if (!value.starts_with('"') || value.find('"', 1) == std::string::npos ||
      end_of_quoted(value, 0) != value.size())
    return value;
  std::string text;
  for (std::size_t i = 1; i + 1 < value.size(); ++i) {
    text += value[i];
    i += value[i] == '"' ? 1 : 0;
  }
  return text;
}

std::string quoted(const std::string& value) {
  if (value.find_first_of(",;") == std::string::npos && !value.starts_with('"'))
    return value;
  std::string text = "\"";
  for (const char c : value)
    text.append(c == '"' ? 2 : 1, c);
  return text + '"';
}

std::vector<std::string> values_of(const Parameter& parameter, const Params& params) {
  std::vector<std::string> values;
  for (const auto& [name, value] : params) {
    if (name != parameter.name)
      continue;
    if (!parameter.is_list() && !values.empty())
      fail(ErrorKind::invalid_input, "given twice; give it once");
    append_values(values, parameter, value);
  }
  if (std::ranges::any_of(values, &std::string::empty))
    fail(ErrorKind::invalid_input, "is empty; leave it out, or say something");
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
