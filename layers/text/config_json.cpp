#include "layers/text/config_json.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <set>
#include <string_view>

#include <fmt/ranges.h>

#include "geo/json_text.hpp"
#include "layers/text/folded_text.hpp"

namespace layers {

using nlohmann::json;

namespace {

/// nlohmann's parser keeps the last of several equal keys in silence; here they are a mistake.
class UniqueKeys {
public:
  bool operator()(int /*depth*/, json::parse_event_t event, json& value) {
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
  const auto start = what.find(" - ");
  auto reason = std::string(start == std::string_view::npos ? what : what.substr(start + 3));
  std::ranges::replace_if(
      reason, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return reason;
}

} // namespace

std::string read_config_text(const std::string& path, const std::string& mend) {
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path))
    geo::fail(geo::ErrorKind::not_found, "{}: no such file; {}", path, mend);
  std::string text((std::istreambuf_iterator<char>(file)), {});
  return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
}

json parse_config(const std::string& text, const JsonContext& file) {
  UniqueKeys unique_keys;
  constexpr bool throws = true;
  constexpr bool ignores_comments = true;
  try {
    return json::parse(text, std::ref(unique_keys), throws, ignores_comments);
  } catch (const json::parse_error& error) {
    file.fail("is not JSON at {}: {}", geo::line_and_column(text, error.byte),
              syntax_reason(error.what()));
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

std::string shown_value(const json& value) {
  constexpr std::size_t limit = 60;
  auto text = value.dump(-1, ' ', false, json::error_handler_t::replace);
  return text.size() <= limit ? text : text.substr(0, limit) + "…";
}

void check_keys(const json& object, const std::vector<std::string>& legal,
                const JsonContext& context) {
  for (const auto& [key, value] : object.items()) {
    if (std::ranges::find(legal, key) == legal.end())
      context.fail("unknown key \"{}\"; {}", key, word_hint(key, legal));
  }
}

const json& object_at(const json& value, const char* key, const JsonContext& context) {
  if (!value.is_object())
    context.fail("\"{}\" is {}; it must be an object {{…}}", key, shown_value(value));
  return value;
}

std::string text_at(const json& object, const char* key, const JsonContext& context) {
  const auto found = object.find(key);
  if (found == object.end())
    return "";
  if (!found->is_string())
    context.fail("\"{}\" is {}; it must be a text", key, shown_value(*found));
  return found->get<std::string>();
}

std::vector<std::string> texts_at(const json& object, const char* key, const JsonContext& context) {
  const auto found = object.find(key);
  if (found == object.end())
    return {};
  const bool texts = found->is_array() &&
                     std::ranges::all_of(*found, [](const json& text) { return text.is_string(); });
  if (!texts)
    context.fail("\"{}\" is {}; it must be a list of texts", key, shown_value(*found));
  return found->get<std::vector<std::string>>();
}

double number_at(const json& object, const char* key, double otherwise, double least, double most,
                 const JsonContext& context) {
  const auto found = object.find(key);
  if (found == object.end())
    return otherwise;
  const bool legal = found->is_number() && *found >= least && *found <= most;
  if (!legal)
    context.fail("\"{}\" is {}; it must be a number from {} to {}", key, shown_value(*found), least,
                 most);
  return found->get<double>();
}

} // namespace layers
