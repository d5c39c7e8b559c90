// layers/response: the areas that are reached, and who is nearest; knows no demand.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "geo/geometry.hpp"
#include "layers/answers/planner_answer.hpp"
#include "layers/requests/standards.hpp"
#include "layers/travel/travel.hpp"

namespace layers {

/// What is reached between two times, by everybody or by one station.
struct ResponseArea {
  enum class State : std::uint8_t {
    asked,  ///< as the request says
    before, ///< what it is compared with
    lost,   ///< reached before, within the last limit, and not as asked
    gained  ///< the other way round
  };
  State state = State::asked;
  geo::Deciseconds from = 0; ///< reached later than this (0: from the start)
  geo::Deciseconds limit = 0;
  std::optional<std::uint32_t> station;          ///< number in ResponseAreas::travel.stations
  std::shared_ptr<const geo::Geometry> polygons; ///< shared by all answers that show them
  double area_m2 = 0;
};

struct ResponseAreas {
  std::vector<geo::Deciseconds> limits; ///< as asked; of a standard's radius Decimetres
  const Standard* standard = nullptr;   ///< whose radius is drawn; or none
  ResponseRequest::Split split = ResponseRequest::Split::none;
  std::vector<ResponseArea> areas; ///< empty ones are left out
  Travel travel;
  std::optional<Travel> before; ///< stations of areas whose state is `before` are numbers in it
  double cell_m = 0;            ///< the grid's; 0: exact
  ScenarioRequest scenario;     ///< as asked
};

/// Areas by who arrives first are of so many classes, which only tell neighbours apart.
constexpr std::uint32_t station_classes = 8;

/// Rings of one station, or merged, do not overlap; with split=first-due no two areas of one state
/// do. Disks hold all smaller ones. Throws as plan_travel(), and unavailable when asked to stop.
ResponseAreas response_areas(const ResponseModel& model, const ResponseRequest& request,
                             const std::stop_token& stop = {});

/// The same of a standard's radius: circles around stations, as the crow flies. A difference is
/// that of the what-if alone. Throws invalid_input when a circle holds a pole.
ResponseAreas radius_areas(const ResponseModel& model, const ResponseRequest& request,
                           const std::stop_token& stop = {});

/// A feature for each area; sums by state and limit. Columns and keys of limits end in _m where
/// they are distances.
PlannerAnswer response_answer(const ResponseAreas& areas);

/// What a change can do to what is reached within the last limit. Where it cannot, a difference is
/// the grid's own inexactness.
struct PossibleChange {
  bool loses = false;
  bool gains = false;
};
PossibleChange possible_change(const ResponseRequest& request);

/// What the classes of a request's areas say, but for the state that is compared with. Nearer bands
/// are above farther ones, what is lost or gained above all.
FeatureClasses response_classes(const ResponseRequest& request);

} // namespace layers
