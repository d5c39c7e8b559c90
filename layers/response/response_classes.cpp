#include <span>
#include <string_view>

#include <fmt/core.h>

#include "layers/response/response.hpp"
#include "layers/travel/limit_text.hpp"

namespace layers {

namespace {

using Split = ResponseRequest::Split;

/// What stands before a limit, or before "4 to 8 minutes", and after both.
struct Phrases {
  Text within;
  Text between;
  Text lost;
  Text gained;
  Text after = both("", "");
};

/// Limits, and what they are.
struct Limits {
  std::vector<geo::Deciseconds> values;
  LimitMeasure measure = LimitMeasure::time;
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

Phrases radius_phrases(const Standard& standard, Split split) {
  const auto after =
      in_a_row({both(" theo đường thẳng – ", " in a straight line – "), standard.title});
  const auto lost = both("Không còn trụ sở nào trong ", "No station any more within ");
  const auto gained = both("Mới có trụ sở trong ", "A station newly within ");
  if (split == Split::station)
    return {both("Cách một trụ sở không quá ", "One station within "),
            both("Cách một trụ sở ", "One station at "), lost, gained, after};
  return {both("Có trụ sở trong ", "A station within "),
          both("Trụ sở gần nhất cách ", "The nearest station at "), lost, gained, after};
}

Phrases phrases_of(const ResponseRequest& request) {
  if (!request.standard.empty())
    return radius_phrases(standard(request.standard), request.split);
  return request.travel.direction == geo::Direction::inbound ? inbound_phrases(request.split)
                                                             : outbound_phrases(request.split);
}

Limits limits_of(const ResponseRequest& request) {
  if (request.standard.empty())
    return {request.limits, LimitMeasure::time};
  return {limits_in_tenths(standard(request.standard)), LimitMeasure::distance};
}

Text within(const Text& phrase, const Limits& limits, std::size_t band, const Text& after) {
  const auto limit = std::span(limits.values).subspan(band, 1);
  return in_a_row({phrase, limits_text(limit, limits.measure), after});
}

Text band_title(const Phrases& phrases, const Limits& limits, ResponseRequest::Bands bands,
                std::size_t band) {
  if (band == 0 || bands == ResponseRequest::Bands::disks)
    return within(phrases.within, limits, band, phrases.after);
  return in_a_row({phrases.between,
                   range_text(limits.values[band - 1], limits.values[band], limits.measure),
                   phrases.after});
}

} // namespace

FeatureClasses response_classes(const ResponseRequest& request) {
  const auto phrases = phrases_of(request);
  const auto limits = limits_of(request);
  const auto in_all = [&](const Text& phrase) {
    return within(phrase, limits, limits.values.size() - 1, phrases.after);
  };
  FeatureClasses classes;
  if (request.split == Split::first_due)
    for (std::uint32_t station = 1; station <= station_classes; ++station)
      classes.push_back({fmt::format("station-{}", station), in_all(phrases.within)});
  else
    for (auto band = limits.values.size(); band > 0; --band)
      classes.push_back(
          {fmt::format("band-{}", band), band_title(phrases, limits, request.bands, band - 1)});
  const auto change = possible_change(request);
  if (change.gains)
    classes.push_back({"gained", in_all(phrases.gained)});
  if (change.loses)
    classes.push_back({"lost", in_all(phrases.lost)});
  return classes;
}

} // namespace layers
