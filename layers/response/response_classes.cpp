#include <string_view>

#include <fmt/core.h>

#include "layers/response/response.hpp"
#include "layers/travel/limit_text.hpp"

namespace layers {

namespace {

using Split = ResponseRequest::Split;

/// What stands before a limit, or before "4 to 8 minutes".
struct Phrases {
  Text within;
  Text between;
  Text lost;
  Text gained;
};

Phrases outbound_phrases(Split split) {
  const auto lost = both("Không còn đến kịp trong ", "No longer reached within ");
  const auto gained = both("Mới đến kịp trong ", "Newly reached within ");
  if (split == Split::first_due)
    return {both("Đội đến trước tiên, trong ", "First-due station, within "), {}, lost, gained};
  if (split == Split::station)
    return {both("Một đội đến trong ", "Reached by one station within "),
            both("Một đội đến trong ", "Reached by one station in "), lost, gained};
  return {both("Đến trong ", "Reached within "), both("Đến trong ", "Reached in "), lost, gained};
}

Phrases inbound_phrases(Split split) {
  const auto lost =
      both("Không còn tới được trụ sở trong ", "A station is no longer reached within ");
  const auto gained = both("Mới tới được trụ sở trong ", "A station is newly reached within ");
  if (split == Split::first_due)
    return {both("Trụ sở tới được trước tiên, trong ", "Station reached first, within "),
            {},
            lost,
            gained};
  if (split == Split::station)
    return {both("Tới được một trụ sở trong ", "One station is reached within "),
            both("Tới được một trụ sở trong ", "One station is reached in "), lost, gained};
  return {both("Tới được trụ sở trong ", "A station is reached within "),
          both("Tới được trụ sở trong ", "A station is reached in "), lost, gained};
}

Phrases phrases_of(const ResponseRequest& request) {
  return request.travel.direction == geo::Direction::inbound ? inbound_phrases(request.split)
                                                             : outbound_phrases(request.split);
}

Text within(const Text& phrase, geo::Deciseconds limit) {
  return in_a_row({phrase, limits_text(std::span(&limit, 1))});
}

Text band_title(const Phrases& phrases, const ResponseRequest& request, std::size_t band) {
  const auto limit = request.limits[band];
  if (band == 0 || request.bands == ResponseRequest::Bands::disks)
    return within(phrases.within, limit);
  return in_a_row({phrases.between, time_range_text(request.limits[band - 1], limit)});
}

} // namespace

FeatureClasses response_classes(const ResponseRequest& request) {
  const auto phrases = phrases_of(request);
  const auto last = request.limits.back();
  FeatureClasses classes;
  if (request.split == Split::first_due)
    for (std::uint32_t station = 1; station <= station_classes; ++station)
      classes.push_back({fmt::format("station-{}", station), within(phrases.within, last)});
  else
    for (auto band = request.limits.size(); band > 0; --band)
      classes.push_back({fmt::format("band-{}", band), band_title(phrases, request, band - 1)});
  const auto change = possible_change(request.travel);
  if (change.gains)
    classes.push_back({"gained", within(phrases.gained, last)});
  if (change.loses)
    classes.push_back({"lost", within(phrases.lost, last)});
  return classes;
}

} // namespace layers
