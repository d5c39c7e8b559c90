#include "layers/requests/wording.hpp"

#include <algorithm>

namespace layers {

namespace {

std::string option_of(std::string parameter) {
  std::ranges::replace(parameter, '_', '-');
  return "--" + parameter;
}

void replace_each(std::string& text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

/// ` method=grid;` as ` "method": "grid";`
void quote_each(std::string& text, const std::string& name) {
  const auto from = " " + name + "=";
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + 1)) {
    const auto value = at + from.size();
    const auto end = std::min(text.find_first_of(" ;", value), text.size());
    text.replace(at, end - at, " \"" + name + "\": \"" + text.substr(value, end - value) + "\"");
  }
}

} // namespace

std::string said_in(AskedIn place, std::string message, Question question) {
  for (const auto& parameter : parameters_of(question)) {
    const auto& name = parameter.name;
    const bool is_command = place == AskedIn::command;
    replace_each(message, "parameter " + name + ":",
                 is_command ? "option " + option_of(name) + ":" : "\"" + name + "\":");
    if (is_command)
      replace_each(message, " " + name + "=", " " + option_of(name) + " ");
    else
      quote_each(message, name);
  }
  return message;
}

} // namespace layers
