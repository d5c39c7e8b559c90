#include "styles/style_check.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace styles {

namespace {

using layers::JsonContext;
using layers::Range;
using Json = nlohmann::json;
using Words = std::vector<std::string>;

constexpr Range legal_zoom{0, 24};
constexpr Range legal_px{0, 100};

/// What may stand in an object: a key and the check of its value.
struct Key {
  const char* name;
  void (*check)(const Json& object, const char* key, const JsonContext& context);
  bool required = false;
};

void check_members(const Json& object, std::span<const Key> keys, const char* owner,
                   const JsonContext& context) {
  layers::check_object(object, context);
  Words names;
  for (const auto& key : keys)
    names.emplace_back(key.name);
  layers::check_keys(object, names, context);
  for (const auto& key : keys) {
    if (key.required)
      layers::require(object, key.name, owner, context);
    if (object.contains(key.name))
      key.check(object, key.name, context);
  }
}

/// Of what stands at a key of `object`.
void check_inner(const Json& object, const char* key, std::span<const Key> keys, const char* owner,
                 const JsonContext& context) {
  check_members(layers::object_at(object.at(key), key, context), keys, owner, context.at(key));
}

void check_pattern(const Json& object, const char* key, const JsonContext& context) {
  static const Words words{"none",       "dots",  "dashes", "lines",
                           "lines_back", "cross", "grid",   "zigzag"};
  layers::word_at(object, key, words, context);
}

void check_symbol(const Json& object, const char* key, const JsonContext& context) {
  static const Words words{"circle", "square", "triangle", "diamond", "hexagon",
                           "cross",  "drop",   "tree",     "house",   "flame"};
  layers::word_at(object, key, words, context);
}

void check_glyph(const Json& object, const char* key, const JsonContext& context) {
  static const Words words{"none",        "dot",   "flame", "waves",
                           "exclamation", "flask", "slope", "hydrant"};
  layers::word_at(object, key, words, context);
}

void check_role(const Json& object, const char* key, const JsonContext& context) {
  if (layers::text_at(object, key, context).empty())
    context.fail("\"{}\" is empty; name a role, or leave it out", key);
}

template <int least, int most>
void check_number(const Json& object, const char* key, const JsonContext& context) {
  layers::number_at(object, key, 0, {least, most}, context);
}
constexpr auto check_opacity = check_number<0, 1>;
constexpr auto check_weight = check_number<100, 900>;

void check_zoom(const Json& object, const char* key, const JsonContext& context) {
  layers::number_at(object, key, 0, legal_zoom, context);
}

void check_px(const Json& object, const char* key, const JsonContext& context) {
  layers::number_at(object, key, 0, legal_px, context);
}

void check_colour(const Json& object, const char* key, const JsonContext& context) {
  const auto& value = object.at(key);
  const auto text = value.is_string() ? value.get<std::string>() : std::string();
  if (text.size() != 7 || text[0] != '#' ||
      text.find_first_not_of("0123456789abcdefABCDEF", 1) != std::string::npos)
    context.fail("\"{}\" is {}; it must be a colour #rrggbb", key, layers::shown_value(value));
}

bool is_pair(const Json& stop) {
  const auto holds = [&](std::size_t i, Range legal) {
    return stop[i].is_number() && legal.holds(stop[i].get<double>());
  };
  return stop.is_array() && stop.size() == 2 && holds(0, legal_zoom) && holds(1, legal_px);
}

/// A number, or [[zoom, number], …] with rising zooms.
void check_px_by_zoom(const Json& object, const char* key, const JsonContext& context) {
  const auto& value = object.at(key);
  if (!value.is_array())
    return check_px(object, key, context);
  if (value.empty())
    context.fail("\"{}\" is []; it must hold pairs [zoom, pixels]", key);
  double last_zoom = -1;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const auto inside = context.at(key, i + 1);
    if (!is_pair(value[i]))
      inside.fail("is {}; it must be a pair [zoom, pixels], of {} to {} and {} to {}",
                  layers::shown_value(value[i]), legal_zoom.least, legal_zoom.most, legal_px.least,
                  legal_px.most);
    const auto zoom = value[i][0].get<double>();
    if (zoom <= last_zoom)
      inside.fail("is {}; it must rise above zoom {}", layers::shown_value(value[i]), last_zoom);
    last_zoom = zoom;
  }
}

void check_dash(const Json& object, const char* key, const JsonContext& context) {
  const auto is_px = [](const Json& value) {
    return value.is_number() && legal_px.holds(value.get<double>());
  };
  const auto& value = object.at(key);
  if (!value.is_array() || value.empty() || !std::ranges::all_of(value, is_px))
    context.fail("\"{}\" is {}; it must be a list of pixels [on, off, …] from {} to {}", key,
                 layers::shown_value(value), legal_px.least, legal_px.most);
}

void check_titles(const Json& object, const char* key, const JsonContext& context) {
  layers::translations_at(object, key, context);
}

void check_values(const Json& object, const char* key, const JsonContext& context) {
  const auto is_value = [](const Json& value) { return value.is_string() || value.is_number(); };
  const auto& values = object.at(key);
  if (!values.is_array() || values.empty() || !std::ranges::all_of(values, is_value))
    context.fail("\"{}\" is {}; it must be a list of texts and numbers [1, \"one\", …]", key,
                 layers::shown_value(values));
}

void check_entry_colours(const Json& object, const char* key, const JsonContext& context) {
  static constexpr std::array keys{
      Key{"fill", check_colour},    Key{"fill_opacity", check_opacity},
      Key{"pattern", check_colour}, Key{"pattern_opacity", check_opacity},
      Key{"stroke", check_colour},  Key{"casing", check_colour},
      Key{"glyph", check_colour}};
  check_inner(object, key, keys, "look", context);
}

void check_label_colours(const Json& object, const char* key, const JsonContext& context) {
  static constexpr std::array keys{Key{"text", check_colour, true},
                                   Key{"halo", check_colour, true}};
  check_inner(object, key, keys, "label", context);
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

void check_other(const Json& object, const char* key, const JsonContext& context) {
  check_inner(object, key, look_keys, "look", context);
}

constexpr auto entry_keys = [] {
  std::array<Key, look_keys.size() + 1> all{};
  std::ranges::copy(look_keys, all.begin());
  all.back() = Key{"values", check_values, true};
  return all;
}();

/// Every entry, and that no value stands in two of them: the second would never be used.
void check_entries(const Json& object, const char* key, const JsonContext& context) {
  std::map<Json, std::size_t> entry_of_value;
  for (std::size_t number = 1; const auto& entry : layers::list_at(object, key, context)) {
    const auto inside = context.at(key, number);
    check_members(entry, entry_keys, "look", inside);
    for (const auto& value : entry.at("values")) {
      const auto [first, is_new] = entry_of_value.emplace(value, number);
      if (!is_new)
        inside.fail("\"values\": {} stands in \"{}\" {} already; leave one",
                    layers::shown_value(value), key, first->second);
    }
    ++number;
  }
}

void check_label(const Json& object, const char* key, const JsonContext& context) {
  static constexpr std::array keys{
      Key{"points_min_zoom", check_zoom},      Key{"min_zoom", check_zoom, true},
      Key{"size_px", check_px, true},          Key{"weight", check_weight, true},
      Key{"light", check_label_colours, true}, Key{"dark", check_label_colours, true}};
  check_inner(object, key, keys, "label", context);
}

} // namespace

void check_style(const Json& style, const JsonContext& context) {
  static constexpr std::array keys{Key{"property", check_role}, Key{"entries", check_entries, true},
                                   Key{"other", check_other, true}, Key{"label", check_label}};
  check_members(style, keys, "style", context);
}

} // namespace styles
