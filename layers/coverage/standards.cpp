#include "layers/coverage/standards.hpp"

#include <algorithm>
#include <array>
#include <span>

#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "embedded_standards.hpp"
#include "geo/error.hpp"
#include "geo/json_text.hpp"

namespace layers {

namespace {

using geo::ErrorKind;
using nlohmann::json;

constexpr std::array<std::string_view, 3> measures{"time", "radius", "spacing"};
constexpr std::array<std::string_view, 3> clocks{"call", "dispatch", "wheels_rolling"};
constexpr std::array<std::string_view, 3> certainties{"verified", "secondary", "unverified"};
constexpr std::array<std::string_view, 10> standard_keys{
    "id",     "title",    "jurisdiction", "measure",   "clock",
    "limits", "staffing", "source",       "certainty", "note"};
constexpr std::array<std::string_view, 3> limit_keys{"area_class", "value", "percentile"};

/// An object of the file and how messages about it begin.
struct Item {
  std::string name;
  const json& object;

  template <typename... Args>
  [[noreturn]] void fail(fmt::format_string<Args...> format, Args&&... args) const {
    geo::fail(ErrorKind::invalid_input, "{}: {}", name,
              fmt::format(format, std::forward<Args>(args)...));
  }
};

void check_keys(const Item& item, std::span<const std::string_view> legal) {
  if (!item.object.is_object())
    item.fail("is {}; it must be an object {{…}}", item.object.dump());
  for (const auto& [key, value] : item.object.items()) {
    if (std::ranges::find(legal, key) == legal.end())
      item.fail("unknown key \"{}\"; legal are {}", key, fmt::join(legal, ", "));
  }
}

std::string text_at(const Item& item, const char* key, bool is_required) {
  const auto found = item.object.find(key);
  if (found == item.object.end() && !is_required)
    return "";
  if (found == item.object.end())
    item.fail("has no \"{}\"", key);
  if (!found->is_string() || found->get<std::string>().empty())
    item.fail("\"{}\" is {}; it must be a text", key, found->dump());
  return found->get<std::string>();
}

template <std::size_t count>
std::size_t choice_at(const Item& item, const char* key,
                      const std::array<std::string_view, count>& words) {
  const auto word = text_at(item, key, true);
  const auto found = std::ranges::find(words, word);
  if (found == words.end())
    item.fail("\"{}\" is \"{}\"; it must be one of {}", key, word, fmt::join(words, ", "));
  return static_cast<std::size_t>(found - words.begin());
}

Text translations_at(const Item& item, const char* key, bool is_required) {
  const auto found = item.object.find(key);
  if (found == item.object.end() && !is_required)
    return {};
  if (found == item.object.end() || !found->is_object() || !found->contains("vi") ||
      !found->contains("en"))
    item.fail("\"{}\" must be a text a language, with \"vi\" and \"en\"", key);
  const Item inside{fmt::format("{}: \"{}\"", item.name, key), *found};
  Text text;
  for (const auto& [language, unused] : found->items())
    text[language] = text_at(inside, language.c_str(), true);
  return text;
}

std::optional<double> number_at(const Item& item, const char* key, double most) {
  const auto found = item.object.find(key);
  if (found == item.object.end())
    return std::nullopt;
  if (!found->is_number() || !(*found > 0) || !(*found <= most))
    item.fail("\"{}\" is {}; it must be a number over 0, up to {}", key, found->dump(), most);
  return found->get<double>();
}

Standard::Limit read_limit(const Item& item) {
  constexpr double most_value = 100'000;
  check_keys(item, limit_keys);
  const auto value = number_at(item, "value", most_value);
  if (!value)
    item.fail("has no \"value\"");
  return {text_at(item, "area_class", false), *value, number_at(item, "percentile", 100)};
}

std::vector<Standard::Limit> read_limits(const Item& item) {
  const auto found = item.object.find("limits");
  if (found == item.object.end() || !found->is_array() || found->empty())
    item.fail("\"limits\" must be a list of one or more");
  std::vector<Standard::Limit> limits;
  for (const auto& limit : *found)
    limits.push_back(read_limit({fmt::format("{}: limit {}", item.name, limits.size()), limit}));
  if (!std::ranges::is_sorted(limits, {}, &Standard::Limit::value))
    item.fail("\"limits\" must begin with the strictest");
  return limits;
}

Standard read_standard(const Item& item) {
  check_keys(item, standard_keys);
  Standard standard;
  standard.id = text_at(item, "id", true);
  const Item named{fmt::format("standard \"{}\"", standard.id), item.object};
  standard.title = translations_at(named, "title", true);
  standard.jurisdiction = text_at(named, "jurisdiction", true);
  standard.measure = static_cast<Standard::Measure>(choice_at(named, "measure", measures));
  const bool is_time = standard.measure == Standard::Measure::time;
  if (is_time != named.object.contains("clock"))
    named.fail("\"clock\" says when a time starts to run: {}",
               is_time ? "it is missing" : "this is not one");
  if (is_time)
    standard.clock = static_cast<Standard::Clock>(choice_at(named, "clock", clocks));
  standard.limits = read_limits(named);
  standard.staffing = text_at(named, "staffing", false);
  standard.source = text_at(named, "source", true);
  standard.certainty = certainties[choice_at(named, "certainty", certainties)]; // NOLINT: checked
  standard.note = translations_at(named, "note", false);
  return standard;
}

} // namespace

std::vector<Standard> parse_standards(std::string_view text) {
  json document;
  try {
    document = json::parse(text);
  } catch (const json::parse_error& error) {
    geo::fail(ErrorKind::invalid_input, "standards: is not JSON at {}",
              geo::line_and_column(text, error.byte));
  }
  if (!document.is_array())
    geo::fail(ErrorKind::invalid_input, "standards: must be a list of norms […]");
  std::vector<Standard> all;
  for (const auto& object : document) {
    auto standard = read_standard({fmt::format("standard {}", all.size()), object});
    if (std::ranges::find(all, standard.id, &Standard::id) != all.end())
      geo::fail(ErrorKind::invalid_input, "standard \"{}\": is there twice", standard.id);
    all.push_back(std::move(standard));
  }
  return all;
}

const std::vector<Standard>& standards() {
  static const auto all = parse_standards(embedded_standards().front().content);
  return all;
}

const Standard& standard(std::string_view id) {
  const auto& all = standards();
  const auto found = std::ranges::find(all, id, &Standard::id);
  if (found != all.end())
    return *found;
  std::vector<std::string_view> ids;
  for (const auto& each : all)
    ids.push_back(each.id);
  geo::fail(ErrorKind::not_found, "standard \"{}\": there is none; use one of {}", id,
            fmt::join(ids, ", "));
}

} // namespace layers
