#include "layers/text/config_json.hpp"

#include <algorithm>
#include <fstream>
#include <functional>
#include <iterator>
#include <set>
#include <string_view>

#include <fmt/ranges.h>

#include "geo/json_text.hpp"
#include "layers/text/folded_text.hpp"
#include "layers/text/source_path.hpp"

namespace layers {

using nlohmann::json;

namespace {

/// Far beyond what anybody writes, and little enough for those who walk through it by recursion.
constexpr int most_levels = 64;

/// nlohmann's parser keeps the last of several equal keys in silence, and is content with any
/// depth; here they are mistakes, found before anything is built.
class PlainStructure {
public:
  bool operator()(int depth, json::parse_event_t event, json& value) {
    if (depth > most_levels)
      geo::fail(geo::ErrorKind::invalid_input, "is nested more than {} levels deep; write it flat",
                most_levels);
    if (event == json::parse_event_t::object_start) {
      m_open.emplace_back();
    } else if (event == json::parse_event_t::object_end) {
      m_open.pop_back();
    } else if (event == json::parse_event_t::key) {
      const auto key = value.get<std::string>();
      if (!m_open.back().insert(key).second)
        geo::fail(geo::ErrorKind::invalid_input, "key \"{}\" stands twice in one object; leave one",
                  key);
    }
    return true;
  }

private:
  std::vector<std::set<std::string>> m_open; ///< keys of the objects around the parser
};

/// The parser's own words, without its prefix: "unexpected '}'; expected string literal".
std::string syntax_reason(std::string_view what) {
  const auto colon = what.find(" - ");
  const auto start = colon == std::string_view::npos ? what.find("] ") + 2 : colon + 3;
  auto reason = std::string(what.substr(std::min(start, what.size())));
  reason = reason.substr(0, reason.find("; last read: ")); // it may be a password
  std::ranges::replace_if(
      reason, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return reason;
}

const json* member(const json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

[[noreturn]] void fail_value(const json& value, const char* key, std::string_view wanted,
                             const JsonContext& context) {
  context.fail("\"{}\" is {}; it must be {}", key, shown_value(value), wanted);
}

} // namespace

JsonContext JsonContext::at(std::string_view key) const {
  return {fmt::format("{}{}\"{}\"", text, text.empty() ? "" : ": ", key)};
}

JsonContext JsonContext::at(std::string_view key, std::size_t number) const {
  return {fmt::format("{} {}", at(key).text, number)};
}

std::string read_config_text(const std::string& path, const std::string& mend) {
  const auto size_bytes = file_size_bytes(path);
  std::ifstream file;
  if (size_bytes)
    file.open(path, std::ios::binary);
  if (!file.is_open())
    geo::fail(geo::ErrorKind::not_found, "{}: {}; {}", path,
              size_bytes          ? "may not be read"
              : path_exists(path) ? "is not a file"
                                  : "no such file",
              mend);
  if (*size_bytes > most_config_bytes)
    geo::fail(geo::ErrorKind::invalid_input, "{}: has {} MB; a file of settings has at most {}",
              path, *size_bytes >> 20U, most_config_bytes >> 20U);
  std::string text((std::istreambuf_iterator<char>(file)), {});
  return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
}

json parse_config(const std::string& text, const JsonContext& file) {
  PlainStructure plain_structure;
  constexpr bool throws = true;
  constexpr bool ignores_comments = true;
  try {
    return json::parse(text, std::ref(plain_structure), throws, ignores_comments);
  } catch (const json::parse_error& error) {
    file.fail("is not JSON at {}: {}", geo::line_and_column(text, error.byte),
              syntax_reason(error.what()));
  } catch (const json::exception& error) { // a number that no double holds
    file.fail("cannot be used: {}", syntax_reason(error.what()));
  } catch (const geo::Error& error) {
    file.fail("{}", error.what());
  }
}

std::string listed_words(const std::vector<std::string>& words) {
  return fmt::format("{}", fmt::join(words, ", "));
}

std::string word_hint(const std::string& word, const std::vector<std::string>& legal) {
  const auto near = closest(folded(word), legal);
  return near.empty() ? "legal are " + listed_words(legal)
                      : fmt::format("did you mean \"{}\"?", near);
}

std::string legal_words(const std::vector<std::string>& words) {
  return words.size() == 2 ? fmt::format("{} or {}", words[0], words[1])
                           : "one of " + listed_words(words);
}

std::string shown_value(const json& value) {
  constexpr std::size_t limit = 60;
  auto text = geo::shown_text(value.dump(-1, ' ', false, json::error_handler_t::replace));
  return text.size() <= limit ? text : text.substr(0, limit) + "…";
}

void check_object(const json& value, const JsonContext& context) {
  if (!value.is_object())
    context.fail("is {}; it must be an object {{…}}", shown_value(value));
}

void check_keys(const json& object, const std::vector<std::string>& legal,
                const JsonContext& context) {
  for (const auto& [key, value] : object.items()) {
    if (std::ranges::find(legal, key) == legal.end())
      context.fail("unknown key \"{}\"; {}", key, word_hint(key, legal));
  }
}

void require(const json& object, const char* key, std::string_view owner,
             const JsonContext& context) {
  if (!object.contains(key))
    context.fail("\"{}\" is missing; every {} needs one", key, owner);
}

const json& object_at(const json& value, const char* key, const JsonContext& context) {
  if (!value.is_object())
    fail_value(value, key, "an object {…}", context);
  return value;
}

const json& list_at(const json& object, const char* key, const JsonContext& context) {
  static const auto none = json::array();
  const auto* found = member(object, key);
  if (found && !found->is_array())
    fail_value(*found, key, "a list", context);
  return found ? *found : none;
}

std::string text_at(const json& object, const char* key, const JsonContext& context) {
  const auto* found = member(object, key);
  if (found && !found->is_string())
    fail_value(*found, key, "a text", context);
  return found ? found->get<std::string>() : "";
}

std::string required_text_at(const json& object, const char* key, std::string_view owner,
                             const JsonContext& context) {
  require(object, key, owner, context);
  auto text = text_at(object, key, context);
  if (text.empty())
    context.fail("\"{}\" is empty; every {} needs one", key, owner);
  return text;
}

std::vector<std::string> texts_at(const json& object, const char* key, const JsonContext& context) {
  const auto* found = member(object, key);
  if (!found)
    return {};
  const bool texts = found->is_array() &&
                     std::ranges::all_of(*found, [](const json& text) { return text.is_string(); });
  if (!texts)
    fail_value(*found, key, "a list of texts", context);
  return found->get<std::vector<std::string>>();
}

Text translations_at(const json& object, const char* key, const JsonContext& context) {
  const auto* found = member(object, key);
  if (!found)
    return {};
  if (!found->is_object())
    fail_value(*found, key, R"(a text a language: {"vi": "…", "en": "…"})", context);
  const auto inside = context.at(key);
  for (const auto* language : {"vi", "en"})
    require(*found, language, key, inside);
  Text text;
  for (const auto& [language, unused] : found->items())
    text[language] = required_text_at(*found, language.c_str(), key, inside);
  return text;
}

double number_at(const json& object, const char* key, double otherwise, Range legal,
                 const JsonContext& context) {
  const auto* found = member(object, key);
  if (!found)
    return otherwise;
  if (!found->is_number() || !legal.holds(found->get<double>()))
    fail_value(*found, key, fmt::format("a number from {} to {}", legal.least, legal.most),
               context);
  return found->get<double>();
}

std::int64_t whole_at(const json& object, const char* key, std::int64_t otherwise, Range legal,
                      const JsonContext& context) {
  const auto* found = member(object, key);
  if (!found)
    return otherwise;
  if (!found->is_number_integer() || !legal.holds(found->get<double>()))
    fail_value(*found, key, fmt::format("a whole number from {} to {}", legal.least, legal.most),
               context);
  return found->get<std::int64_t>();
}

bool flag_at(const json& object, const char* key, bool otherwise, const JsonContext& context) {
  const auto* found = member(object, key);
  if (found && !found->is_boolean())
    fail_value(*found, key, "true or false", context);
  return found ? found->get<bool>() : otherwise;
}

std::optional<std::size_t> word_at(const json& object, const char* key,
                                   const std::vector<std::string>& words,
                                   const JsonContext& context) {
  const auto* found = member(object, key);
  if (!found)
    return std::nullopt;
  const auto word =
      found->is_string() ? std::ranges::find(words, found->get<std::string>()) : words.end();
  if (word == words.end())
    fail_value(*found, key, legal_words(words), context);
  return static_cast<std::size_t>(word - words.begin());
}

} // namespace layers
