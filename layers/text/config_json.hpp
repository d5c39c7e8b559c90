// layers/text: reading what people write, in whatever encoding: JSON with comments, names, numbers,
// times, paths, delimited text; knows no layer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "geo/error.hpp"
#include "layers/text/range.hpp"
#include "layers/text/translation.hpp"

namespace layers {

/// Reading files that people write as JSON with comments, with messages that say what to mend. All
/// functions throw invalid_input: `<place>: <key> is <value>; <mend>`.

/// Where in a file something stands, as messages begin: `hazardmap.json: layer "flood"`. Empty: a
/// message begins with the key.
struct JsonContext {
  std::string text;

  template <typename... Args>
  [[noreturn]] void fail(fmt::format_string<Args...> format, Args&&... args) const {
    geo::fail(geo::ErrorKind::invalid_input, "{}{}{}", text, text.empty() ? "" : ": ",
              fmt::format(format, std::forward<Args>(args)...));
  }

  /// Inside the object at `key`: `…: "fields"`.
  JsonContext at(std::string_view key) const;
  /// Inside the list at `key`, of which the first item is number 1: `…: "entries" 2`.
  JsonContext at(std::string_view key, std::size_t number) const;
};

constexpr std::uintmax_t most_config_bytes = 16U << 20U;

/// A file's text without a byte order mark. Throws not_found when there is none:
/// `<path>: no such file; <mend>`, also for pipes and devices; and for one of more than 16 MiB.
std::string read_config_text(const std::string& path, const std::string& mend);

/// Comments are passed over; a key that stands twice in an object is a mistake, as are more than 64
/// levels and numbers that no double holds.
nlohmann::json parse_config(const std::string& text, const JsonContext& file);

/// "a, b, c"
std::string listed_words(const std::vector<std::string>& words);
/// `did you mean "a"?` or `legal are a, b, c`
std::string word_hint(const std::string& word, const std::vector<std::string>& legal);
/// "a or b"; of three or more "one of a, b, c".
std::string legal_words(const std::vector<std::string>& words);
/// A value as a message shows it.
std::string shown_value(const nlohmann::json& value);

/// `is <value>; it must be an object {…}`
void check_object(const nlohmann::json& value, const JsonContext& context);
void check_keys(const nlohmann::json& object, const std::vector<std::string>& legal,
                const JsonContext& context);
/// Fails when there is nothing at `key`: `"id" is missing; every layer needs one`, of which `owner`
/// is the layer.
void require(const nlohmann::json& object, const char* key, std::string_view owner,
             const JsonContext& context);

/// What stands at a key of an object. Where nothing does: an empty text or list, `otherwise`, or
/// nullopt.

/// `value` itself, which stands at `key`.
const nlohmann::json& object_at(const nlohmann::json& value, const char* key,
                                const JsonContext& context);
const nlohmann::json& list_at(const nlohmann::json& object, const char* key,
                              const JsonContext& context);
std::string text_at(const nlohmann::json& object, const char* key, const JsonContext& context);
/// Neither missing nor empty; messages as those of require().
std::string required_text_at(const nlohmann::json& object, const char* key, std::string_view owner,
                             const JsonContext& context);
std::vector<std::string> texts_at(const nlohmann::json& object, const char* key,
                                  const JsonContext& context);
/// A text for each language, in Vietnamese and English at least.
Text translations_at(const nlohmann::json& object, const char* key, const JsonContext& context);
double number_at(const nlohmann::json& object, const char* key, double otherwise, Range legal,
                 const JsonContext& context);
std::int64_t whole_at(const nlohmann::json& object, const char* key, std::int64_t otherwise,
                      Range legal, const JsonContext& context);
bool flag_at(const nlohmann::json& object, const char* key, bool otherwise,
             const JsonContext& context);
/// The place of the word in `words`.
std::optional<std::size_t> word_at(const nlohmann::json& object, const char* key,
                                   const std::vector<std::string>& words,
                                   const JsonContext& context);

} // namespace layers
