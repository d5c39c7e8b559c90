#include "geo/projection.hpp"

#include <cmath>
#include <limits>
#include <string_view>

#include <proj.h>

#include "geo/error.hpp"
#include "geo/shown_text.hpp"

namespace geo {

namespace {

using Context = std::unique_ptr<PJ_CONTEXT, ReleasedBy<&proj_context_destroy>>;
using Handle = std::unique_ptr<PJ, ReleasedBy<&proj_destroy>>;
using HandleList = std::unique_ptr<PJ_OBJ_LIST, ReleasedBy<&proj_list_destroy>>;
using OperationSearch = std::unique_ptr<PJ_OPERATION_FACTORY_CONTEXT,
                                        ReleasedBy<&proj_operation_factory_context_destroy>>;

constexpr const char* official_vn2000_shift = "VN-2000 to WGS 84 (2)"; // EPSG:6960

Context quiet_context() {
  Context context(proj_context_create());
  proj_log_level(context.get(), PJ_LOG_NONE);
  proj_context_set_enable_network(context.get(), 0);
  return context;
}

/// The text for an error message: WKT is long, its beginning names the CRS.
std::string shortened(const std::string& crs) {
  constexpr std::size_t longest = 60;
  const auto shown = shown_text(crs); // a text in the wrong place may be a connection
  return shown.size() <= longest ? shown : fmt::format("{:.{}}…", shown, longest);
}

std::string reason(PJ_CONTEXT* context) {
  const int code = proj_context_errno(context);
  return code == 0 ? "" : fmt::format(" ({})", proj_context_errno_string(context, code));
}

Handle parse_crs(PJ_CONTEXT* context, const std::string& crs) {
  // Without +type=crs PROJ takes a PROJ string for an operation.
  const bool is_proj_text = crs.find("+proj=") != std::string::npos;
  const bool is_typed = crs.find("+type=crs") != std::string::npos;
  Handle parsed(
      proj_create(context, (is_proj_text && !is_typed ? crs + " +type=crs" : crs).c_str()));
  if (!parsed || proj_is_crs(parsed.get()) == 0)
    fail(ErrorKind::invalid_input,
         "crs \"{}\": not known to PROJ; give an EPSG code such as \"EPSG:3405\", WKT or a PROJ "
         "string",
         shortened(crs));
  return parsed;
}

bool is_vn2000(PJ_CONTEXT* context, const PJ* crs) {
  if (proj_get_type(crs) == PJ_TYPE_BOUND_CRS)
    return false;
  const Handle base(proj_crs_get_geodetic_crs(context, crs));
  const Handle datum(base ? proj_crs_get_datum(context, base.get()) : nullptr);
  const Handle official(
      proj_create_from_database(context, "EPSG", "6756", PJ_CATEGORY_DATUM, 0, nullptr));
  return datum && official &&
         proj_is_equivalent_to_with_ctx(context, datum.get(), official.get(), PJ_COMP_EQUIVALENT) !=
             0;
}

/// PROJ would choose among the published shifts point by point, and use none at all outside their
/// areas; a layer must be shifted as one.
Handle official_vn2000_operation(PJ_CONTEXT* context, const PJ* from, const PJ* to) {
  const OperationSearch search(proj_create_operation_factory_context(context, nullptr));
  proj_operation_factory_context_set_spatial_criterion(context, search.get(),
                                                       PROJ_SPATIAL_CRITERION_PARTIAL_INTERSECTION);
  const HandleList found(proj_create_operations(context, from, to, search.get()));
  for (int i = 0; found && i < proj_list_get_count(found.get()); ++i) {
    Handle operation(proj_list_get(context, found.get(), i));
    const char* name = proj_get_name(operation.get());
    if (name && std::string_view(name).find(official_vn2000_shift) != std::string_view::npos)
      return operation;
  }
  return nullptr;
}

Handle operation_to(PJ_CONTEXT* context, const PJ* from, const PJ* to) {
  if (is_vn2000(context, from))
    return official_vn2000_operation(context, from, to);
  return Handle(proj_create_crs_to_crs_from_pj(context, from, to, nullptr, nullptr));
}

} // namespace

struct CrsPipeline {
  Context context; // outlives the operation
  Handle operation;
};

void release(CrsPipeline* pipeline) {
  delete pipeline;
}

CrsTransform::CrsTransform(const std::string& crs) {
  auto context = quiet_context();
  const auto from = parse_crs(context.get(), crs);
  const auto crs84 = parse_crs(context.get(), "OGC:CRS84");
  if (proj_is_equivalent_to_with_ctx(context.get(), from.get(), crs84.get(),
                                     PJ_COMP_EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS) != 0)
    return;
  const auto operation = operation_to(context.get(), from.get(), crs84.get());
  Handle lon_lat_order(operation ? proj_normalize_for_visualization(context.get(), operation.get())
                                 : nullptr);
  if (!lon_lat_order)
    fail(ErrorKind::invalid_input,
         "crs \"{}\": PROJ knows no way to longitude and latitude{}; give the CRS of the "
         "coordinates",
         shortened(crs), reason(context.get()));
  m_pipeline.reset(new CrsPipeline{std::move(context), std::move(lon_lat_order)});
}

void CrsTransform::to_crs84(std::span<LonLat> points) const {
  if (is_identity() || points.empty())
    return;
  constexpr auto step = sizeof(LonLat);
  proj_trans_generic(m_pipeline->operation.get(), PJ_FWD, &points[0].lon, step, points.size(),
                     &points[0].lat, step, points.size(), nullptr, 0, 0, nullptr, 0, 0);
  for (auto& point : points)
    if (!std::isfinite(point.lon) || !std::isfinite(point.lat))
      point = {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
}

LibraryVersion proj_version() {
  return {"PROJ", ::proj_info().version};
}

} // namespace geo
