#include "layers/coverage/coverage_parts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

#include "geo/stop.hpp"
#include "layers/features/role_values.hpp"

namespace layers {

namespace {

/// Less of a point is rounding.
constexpr double least_part = 1e-9;

std::vector<ZoneClass> zone_classes(const Layer& layer, const Demand& demand,
                                    const std::stop_token& stop) {
  const auto severities = role_numbers(layer, "severity");
  const auto types = role_texts(layer, "type");
  std::map<std::pair<std::string, double>, std::vector<std::uint32_t>> by_class;
  for (std::uint32_t i = 0; i < layer.features->size(); ++i)
    by_class[{types[i], std::isfinite(severities[i]) ? severities[i] : 0}].push_back(i);
  std::vector<ZoneClass> classes;
  for (const auto& [key, zones] : by_class) {
    geo::check_stop(stop);
    classes.push_back({key.first, key.second, points_within(demand, *layer.features, zones)});
  }
  return classes;
}

/// Features by the class that they count for; those of none are left out.
std::vector<std::vector<std::uint32_t>> features_by_class(const Layer& layer,
                                                          const std::vector<std::string>& classes) {
  std::vector<std::vector<std::uint32_t>> features(classes.size());
  const auto numbers = role_numbers(layer, "area_class");
  for (std::uint32_t i = 0; i < numbers.size(); ++i)
    if (!std::isnan(numbers[i]))
      features[class_for(static_cast<AreaClass>(std::lround(numbers[i])), classes)].push_back(i);
  return features;
}

std::vector<DemandShares>
shares_by_own_class(const Demand& demand,
                    const std::vector<std::vector<std::uint32_t>>& features_of) {
  std::vector<std::size_t> class_of(demand.layer->features->size(), features_of.size());
  for (std::size_t c = 0; c < features_of.size(); ++c)
    for (const auto feature : features_of[c])
      class_of[feature] = c;
  std::vector<DemandShares> shares(features_of.size() + 1);
  for (std::uint32_t p = 0; p < demand.points.size(); ++p)
    shares[class_of[demand.points[p].feature]].push_back({p, 1});
  return shares;
}

/// Each class has what lies in its areas and in none that is denser.
std::vector<DemandShares>
shares_by_areas(const Demand& demand, const FeatureSet& areas,
                const std::vector<std::vector<std::uint32_t>>& features_of,
                const std::stop_token& stop) {
  std::vector<DemandShares> shares;
  std::vector<double> taken(demand.points.size());
  std::vector<std::uint32_t> united;
  for (const auto& features : features_of) {
    geo::check_stop(stop);
    united.insert(united.end(), features.begin(), features.end());
    auto& of_class = shares.emplace_back();
    for (const auto& [point, share] : points_within(demand, areas, united)) {
      if (share - taken[point] > least_part)
        of_class.push_back({point, share - taken[point]});
      taken[point] = std::max(taken[point], share);
    }
  }
  auto& rest = shares.emplace_back();
  for (std::uint32_t p = 0; p < taken.size(); ++p)
    if (1 - taken[p] > least_part)
      rest.push_back({p, 1 - taken[p]});
  return shares;
}

} // namespace

std::vector<DemandShares> shares_by_class(const Demand& demand, const Layer& areas,
                                          const std::vector<std::string>& classes,
                                          const std::stop_token& stop) {
  const auto features_of = features_by_class(areas, classes);
  if (&areas == demand.layer.get())
    return shares_by_own_class(demand, features_of);
  auto shares = shares_by_areas(demand, *areas.features, features_of, stop);
  if (classes.size() == 2 && features_of[0].empty() != features_of[1].empty())
    std::swap(shares[features_of[0].empty() ? 0 : 1], shares[2]);
  return shares;
}

Parts parts_of(const Coverage& answer, const std::stop_token& stop) {
  Parts parts;
  if (answer.place_layer) {
    const auto& places = *answer.place_layer->features;
    for (std::uint32_t f = 0; f < places.size(); ++f) {
      geo::check_stop(stop);
      parts.places.push_back(points_within(*answer.demand, places, std::array{f}));
    }
  }
  if (answer.class_layer)
    parts.classes = shares_by_class(*answer.demand, *answer.class_layer, answer.area_classes, stop);
  if (answer.hazard_layer)
    parts.zones = zone_classes(*answer.hazard_layer, *answer.demand, stop);
  return parts;
}

std::size_t Parts::bytes() const {
  std::size_t points = 0;
  for (const auto* lists : {&places, &classes})
    for (const auto& list : *lists)
      points += list.capacity();
  for (const auto& zone : zones)
    points += zone.points.capacity();
  return points * sizeof(DemandShare) +
         (places.capacity() + classes.capacity()) * sizeof(DemandShares) +
         zones.capacity() * sizeof(ZoneClass);
}

} // namespace layers
