// layers/text: reading what people write: JSON with comments, names, paths; knows no layer.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "geo/error.hpp"

namespace layers {

/// Reading files that people write as JSON with comments, with messages that say what to mend. All
/// functions throw invalid_input: `<place>: <key> is <value>; <mend>`.

/// Where in a file something stands, as messages begin: `hazardmap.json: layer "flood"`.
struct JsonContext {
  std::string text;

  template <typename... Args>
  [[noreturn]] void fail(fmt::format_string<Args...> format, Args&&... args) const {
    geo::fail(geo::ErrorKind::invalid_input, "{}: {}", text,
              fmt::format(format, std::forward<Args>(args)...));
  }
};

/// A file's text without a byte order mark. Throws not_found when there is none:
/// `<path>: no such file; <mend>`.
std::string read_config_text(const std::string& path, const std::string& mend);

/// Comments are passed over; a key that stands twice in an object is a mistake.
nlohmann::json parse_config(const std::string& text, const JsonContext& file);

/// "a, b, c"
std::string listed_words(const std::vector<std::string>& words);
/// `did you mean "a"?` or `legal are a, b, c`
std::string word_hint(const std::string& word, const std::vector<std::string>& legal);
/// A value as a message shows it.
std::string shown_value(const nlohmann::json& value);

void check_keys(const nlohmann::json& object, const std::vector<std::string>& legal,
                const JsonContext& context);
/// `value` itself, which stands at `key`.
const nlohmann::json& object_at(const nlohmann::json& value, const char* key,
                                const JsonContext& context);
/// Empty when it is missing.
std::string text_at(const nlohmann::json& object, const char* key, const JsonContext& context);
/// A list of texts; empty when it is missing.
std::vector<std::string> texts_at(const nlohmann::json& object, const char* key,
                                  const JsonContext& context);
/// A number from `least` to `most`; `otherwise` when it is missing.
double number_at(const nlohmann::json& object, const char* key, double otherwise, double least,
                 double most, const JsonContext& context);

} // namespace layers
