#include "styles/style_check.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "geo/error.hpp"

namespace styles {

namespace {

using Json = nlohmann::json;

constexpr std::array<std::string_view, 8> patterns{"none",       "dots",  "dashes", "lines",
                                                   "lines_back", "cross", "grid",   "zigzag"};
constexpr std::array<std::string_view, 10> symbols{"circle",  "square", "triangle", "diamond",
                                                   "hexagon", "cross",  "drop",     "tree",
                                                   "house",   "flame"};
constexpr std::array<std::string_view, 8> glyphs{"none",        "dot",   "flame", "waves",
                                                 "exclamation", "flask", "slope", "hydrant"};

/// A value in a style document and where it stands, for messages.
struct Node {
  const std::string& file;
  std::string path;
  const Json& value;

  Node at(std::string_view key) const {
    return {file, path.empty() ? std::string(key) : fmt::format("{}.{}", path, key),
            value.at(std::string(key))};
  }
  Node at(std::size_t index) const {
    return {file, fmt::format("{}[{}]", path, index), value.at(index)};
  }
};

/// What may stand in an object: a key and the check of its value.
struct Key {
  std::string_view name;
  void (*check)(const Node&);
  bool required = false;
};

[[noreturn]] void fail_at(const Node& node, const std::string& why) {
  geo::fail(geo::ErrorKind::invalid_input, "style {}: {}{}{}", node.file, node.path,
            node.path.empty() ? "" : " ", why);
}

[[noreturn]] void fail_value(const Node& node, const std::string& why) {
  constexpr std::size_t shown_bytes = 60;
  const auto text = node.value.dump();
  fail_at(node, (text.size() > shown_bytes ? "value" : text) + " " + why);
}

void check_object(const Node& node, std::span<const Key> keys) {
  if (!node.value.is_object())
    fail_value(node, "is not an object { … }");
  for (const auto& [name, value] : node.value.items()) {
    const auto key = std::ranges::find(keys, name, &Key::name);
    if (key == keys.end())
      fail_at(node, fmt::format("has the unknown key \"{}\"", name));
    key->check(node.at(name));
  }
  for (const auto& key : keys)
    if (key.required && !node.value.contains(std::string(key.name)))
      fail_at(node, fmt::format("has no \"{}\"", key.name));
}

void check_one_of(const Node& node, std::span<const std::string_view> names) {
  if (!node.value.is_string() ||
      std::ranges::find(names, node.value.get<std::string>()) == names.end())
    fail_value(node, fmt::format("is unknown; use one of {}", fmt::join(names, ", ")));
}

void check_pattern(const Node& node) {
  check_one_of(node, patterns);
}
void check_symbol(const Node& node) {
  check_one_of(node, symbols);
}
void check_glyph(const Node& node) {
  check_one_of(node, glyphs);
}

void check_text(const Node& node) {
  if (!node.value.is_string() || node.value.get<std::string>().empty())
    fail_value(node, "is not a text");
}

void check_number(const Node& node, double low, double high) {
  if (!node.value.is_number() || node.value.get<double>() < low || node.value.get<double>() > high)
    fail_value(node, fmt::format("is not a number from {} to {}", low, high));
}

void check_opacity(const Node& node) {
  check_number(node, 0, 1);
}
void check_zoom(const Node& node) {
  check_number(node, 0, 24);
}
void check_weight(const Node& node) {
  check_number(node, 100, 900);
}
void check_px(const Node& node) {
  check_number(node, 0, 100);
}

void check_colour(const Node& node) {
  const auto text = node.value.is_string() ? node.value.get<std::string>() : std::string();
  if (text.size() != 7 || text[0] != '#' ||
      text.find_first_not_of("0123456789abcdefABCDEF", 1) != std::string::npos)
    fail_value(node, "is not a colour; write #rrggbb");
}

/// A number, or [[zoom, number], …] with rising zooms.
void check_px_by_zoom(const Node& node) {
  if (!node.value.is_array())
    return check_px(node);
  if (node.value.empty())
    fail_value(node, "has no pair [zoom, pixels]");
  double last_zoom = -1;
  for (std::size_t i = 0; i < node.value.size(); ++i) {
    const auto stop = node.at(i);
    if (!stop.value.is_array() || stop.value.size() != 2)
      fail_value(stop, "is not a pair [zoom, pixels]");
    check_zoom(stop.at(std::size_t{0}));
    check_px(stop.at(std::size_t{1}));
    if (stop.value[0].get<double>() <= last_zoom)
      fail_value(stop, fmt::format("does not rise above zoom {}", last_zoom));
    last_zoom = stop.value[0].get<double>();
  }
}

void check_dash(const Node& node) {
  if (!node.value.is_array() || node.value.empty())
    fail_value(node, "is not a list of pixels [on, off, …]");
  for (std::size_t i = 0; i < node.value.size(); ++i)
    check_px(node.at(i));
}

void check_titles(const Node& node) {
  static constexpr std::array keys{Key{"vi", check_text, true}, Key{"en", check_text, true}};
  check_object(node, keys);
}

void check_values(const Node& node) {
  if (!node.value.is_array() || node.value.empty())
    fail_value(node, "is not a list of values [1, \"one\", …]");
  for (std::size_t i = 0; i < node.value.size(); ++i)
    if (const auto& value = node.value[i]; !value.is_string() && !value.is_number())
      fail_value(node.at(i), "is neither a text nor a number");
}

void check_entry_colours(const Node& node) {
  static constexpr std::array keys{
      Key{"fill", check_colour},    Key{"fill_opacity", check_opacity},
      Key{"pattern", check_colour}, Key{"pattern_opacity", check_opacity},
      Key{"stroke", check_colour},  Key{"casing", check_colour},
      Key{"glyph", check_colour}};
  check_object(node, keys);
}

void check_label_colours(const Node& node) {
  static constexpr std::array keys{Key{"text", check_colour, true},
                                   Key{"halo", check_colour, true}};
  check_object(node, keys);
}

constexpr std::array look_keys{Key{"title", check_titles, true},
                               Key{"light", check_entry_colours, true},
                               Key{"dark", check_entry_colours, true},
                               Key{"min_zoom", check_zoom},
                               Key{"fill_pattern", check_pattern},
                               Key{"symbol", check_symbol},
                               Key{"glyph", check_glyph},
                               Key{"size_px", check_px_by_zoom},
                               Key{"stroke_width_px", check_px_by_zoom},
                               Key{"casing_width_px", check_px_by_zoom},
                               Key{"dash", check_dash}};

void check_other(const Node& node) {
  check_object(node, look_keys);
}

void check_entry(const Node& node) {
  static constexpr auto keys = [] {
    std::array<Key, look_keys.size() + 1> all{};
    std::ranges::copy(look_keys, all.begin());
    all.back() = Key{"values", check_values, true};
    return all;
  }();
  check_object(node, keys);
}

/// Every entry, and that no value stands in two of them: the second would never be used.
void check_entries(const Node& node) {
  if (!node.value.is_array())
    fail_value(node, "is not a list of entries");
  std::map<Json, std::size_t> entry_of_value;
  for (std::size_t i = 0; i < node.value.size(); ++i) {
    const auto entry = node.at(i);
    check_entry(entry);
    const auto values = entry.at("values");
    for (std::size_t v = 0; v < values.value.size(); ++v) {
      const auto [first, is_new] = entry_of_value.emplace(values.value[v], i);
      if (!is_new)
        fail_value(values.at(v), fmt::format("stands in entries[{}] already", first->second));
    }
  }
}

void check_label(const Node& node) {
  static constexpr std::array keys{
      Key{"points_min_zoom", check_zoom},      Key{"min_zoom", check_zoom, true},
      Key{"size_px", check_px, true},          Key{"weight", check_weight, true},
      Key{"light", check_label_colours, true}, Key{"dark", check_label_colours, true}};
  check_object(node, keys);
}

} // namespace

void check_style(const std::string& file, const Json& style) {
  static constexpr std::array keys{Key{"property", check_text}, Key{"entries", check_entries, true},
                                   Key{"other", check_other, true}, Key{"label", check_label}};
  check_object({file, "", style}, keys);
}

} // namespace styles
