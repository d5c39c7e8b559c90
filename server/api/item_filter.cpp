#include "server/api/item_filter.hpp"

#include <algorithm>
#include <numeric>
#include <string>
#include <string_view>

#include "geo/error.hpp"
#include "geo/intersects.hpp"
#include "geo/stop.hpp"
#include "server/http/query_params.hpp"

namespace server {

namespace {

using layers::FeatureSet;
using layers::Layer;
using layers::TimeSpan;

[[noreturn]] void refuse_time(std::string_view text) {
  geo::fail(geo::ErrorKind::invalid_input,
            "datetime={}: must be a date or a time as in RFC 3339 (2024-02-29T23:59:58Z), or two "
            "with / between, the earlier first, either of which may be ..",
            text.substr(0, 64));
}

/// One end of an interval; ".." and nothing are open.
TimeSpan end_of_interval(std::string_view end, std::string_view whole) {
  if (end.empty() || end == "..")
    return {};
  if (constexpr std::size_t date_and_t = 11; end.size() == date_and_t && end.ends_with('T'))
    end.remove_suffix(1); // as GDAL 3.6 writes a date
  const auto span = layers::time_span(end);
  if (!span)
    refuse_time(whole);
  return *span;
}

TimeSpan parse_time(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) {
    const auto span = layers::time_span(text);
    if (!span)
      refuse_time(text);
    return *span;
  }
  const TimeSpan span{end_of_interval(text.substr(0, slash), text).first_ms,
                      end_of_interval(text.substr(slash + 1), text).last_ms};
  if (span.first_ms > span.last_ms)
    refuse_time(text);
  return span;
}

/// The number of the attribute that says when; nullopt: none does.
std::optional<std::uint32_t> time_key(const Layer& layer) {
  const auto field = layer.config.fields.find("time");
  return field == layer.config.fields.end() ? std::nullopt
                                            : layer.features->attributes.key_of(field->second);
}

/// Milliseconds since 1970, of 13 digits.
std::optional<TimeSpan> time_of_number(std::int64_t ms) {
  constexpr std::int64_t least = 1'000'000'000'000;
  return ms >= least && ms < 10 * least ? std::optional(TimeSpan{ms, ms}) : std::nullopt;
}

std::optional<TimeSpan> time_of_value(const FeatureSet& features, std::uint32_t number) {
  const auto value = features.attributes.dictionary.value(number);
  if (const auto* since_1970_ms = std::get_if<std::int64_t>(&value))
    return time_of_number(*since_1970_ms);
  const auto* time = std::get_if<layers::TimeView>(&value);
  return time == nullptr ? std::nullopt : layers::time_span(time->text);
}

/// The number of a feature's value for a key.
std::uint32_t value_of(const FeatureSet& features, std::size_t feature, std::uint32_t key) {
  const auto [keys, values] = features.attributes.tags_of(feature);
  const auto found = std::ranges::find(keys, key);
  return found == keys.end() ? layers::null_value
                             : values[static_cast<std::size_t>(found - keys.begin())];
}

std::vector<std::uint32_t> in_boxes(const FeatureSet& features, const std::vector<geo::Box>& boxes,
                                    const std::stop_token& stop) {
  std::vector<std::uint32_t> found;
  for (const auto& box : boxes)
    for (const auto& hit : features.index.query(box)) {
      geo::check_stop(stop);
      if (box.contains(features.index.box(hit)) || geo::intersects(features.feature(hit.item), box))
        found.push_back(hit.item);
    }
  std::ranges::sort(found);
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

/// Leaves those of a time; each distinct value is read once.
void keep_time(std::vector<std::uint32_t>& found, const FeatureSet& features, std::uint32_t key,
               const TimeSpan& time) {
  enum : std::uint8_t { unknown, meets, misses };
  std::vector<std::uint8_t> known(features.attributes.dictionary.size());
  std::erase_if(found, [&](std::uint32_t feature) {
    const auto value = value_of(features, feature, key);
    if (known[value] == unknown) {
      const auto span = time_of_value(features, value);
      known[value] = span && span->meets(time) ? meets : misses;
    }
    return known[value] == misses;
  });
}

} // namespace

ItemFilter item_filter(const Request& request) {
  ItemFilter filter{query_bbox(request), std::nullopt};
  if (const auto time = query_text(request, "datetime"))
    filter.time = parse_time(*time);
  return filter;
}

std::optional<std::vector<std::uint32_t>> matching(const Layer& layer, const ItemFilter& filter,
                                                   const std::stop_token& stop) {
  const auto& features = *layer.features;
  const auto key = filter.time ? time_key(layer) : std::nullopt;
  if (filter.boxes.empty() && !key)
    return std::nullopt;
  std::vector<std::uint32_t> found;
  if (filter.boxes.empty()) {
    found.resize(features.size());
    std::iota(found.begin(), found.end(), 0U);
  } else {
    found = in_boxes(features, filter.boxes, stop);
  }
  if (key)
    keep_time(found, features, *key, *filter.time);
  return found;
}

std::optional<TimeSpan> times_of(const Layer& layer) {
  const auto key = time_key(layer);
  if (!key)
    return std::nullopt;
  const auto& features = *layer.features;
  std::vector<bool> is_known(features.attributes.dictionary.size());
  std::optional<TimeSpan> all;
  for (std::size_t i = 0; i < features.size(); ++i) {
    const auto value = value_of(features, i, *key);
    if (is_known[value])
      continue;
    is_known[value] = true;
    if (const auto span = time_of_value(features, value))
      all = all ? TimeSpan{std::min(all->first_ms, span->first_ms),
                           std::max(all->last_ms, span->last_ms)}
                : *span;
  }
  return all;
}

} // namespace server
