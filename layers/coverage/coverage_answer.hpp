// layers/coverage: how much of a demand is reached, by whom, and the gaps, against a norm; draws
// no areas of roads.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "layers/answers/planner_answer.hpp"
#include "layers/coverage/coverage.hpp"
#include "layers/requests/standards.hpp"
#include "layers/travel/travel.hpp"

namespace layers {

/// Sums over one feature of an area layer, or over the zones of one type and severity.
struct CoverageOf {
  std::uint32_t feature = 0; ///< its number in the area layer
  std::string type;          ///< the zones' type
  double severity = 0;
  CoverageSums sums;
};

/// One state of the world: as asked, or before.
struct CoverageState {
  Travel travel;
  CoverageSums sums;
  std::vector<CoverageSums> classes; ///< by Coverage::area_classes, behind them of people of none;
                                     ///< empty: nothing tells classes apart
  std::vector<CoverageOf> areas;
  std::vector<CoverageOf> hazards;
  std::vector<Gap> gaps;           ///< within the largest limit
  std::vector<std::uint32_t> idle; ///< stations of the what-if that reach nobody within it before
                                   ///< as many others as are due: nothing changes by them

  std::size_t bytes() const;
};

struct Coverage {
  CoverageRequest request;
  std::vector<geo::Cost> limits;      ///< the request's or the standard's; see is_radius
  bool is_radius = false;             ///< then limits are Decimetres, else Deciseconds
  const Standard* standard = nullptr; ///< or none
  std::shared_ptr<const Layer> demand_layer;
  std::shared_ptr<const Layer> dwellings;    ///< over which the demand is spread; or none
  std::shared_ptr<const Layer> area_layer;   ///< or none
  std::shared_ptr<const Layer> place_layer;  ///< gaps are named by its areas; or none
  std::vector<std::string> area_classes;     ///< of the standard's limits, the strictest first
  std::shared_ptr<const Layer> class_layer;  ///< tells who lives in which; or none
  std::shared_ptr<const Layer> hazard_layer; ///< or none
  std::shared_ptr<const Demand> demand;
  CoverageState asked;
  std::optional<CoverageState> before;
};

/// `layers`: those that a request may name. Throws as plan_travel(), not_found for a layer or
/// standard that is not there, invalid_input when no layer can be demand.
Coverage coverage_of(const LayerList& layers, const ResponseModel& model,
                     const CoverageRequest& request, const std::stop_token& stop = {});

/// The layers that a request reads beside the model's. Throws as coverage_of() for those that are
/// not there.
LayerList layers_read(const LayerList& layers, const CoverageRequest& request);

/// A feature for each area and each gap; all numbers in the summary.
PlannerAnswer coverage_answer(const Coverage& coverage);

/// What the classes of its features say, but for the state that is compared with.
FeatureClasses coverage_classes(const Coverage& coverage);

} // namespace layers
