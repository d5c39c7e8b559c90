#pragma once

#include "server/api/router.hpp"

namespace server {

/// The questions of planners (layers/requests/planner_request.hpp): GeoJSON whose address a map
/// client can take as a layer. Also throw not_found when no roads are served.
Response response_areas(const Call& call);
Response first_due(const Call& call);
Response coverage(const Call& call);
Response nearest_stations(const Call& call);
/// At points, as points.
Response arrival_times(const Call& call);
/// The parameters as a JSON object in the body; "points" is a list of [lon, lat].
Response nearest_stations_of_body(const Call& call);
/// The norms that coverage is measured against.
Response standards(const Call& call);

} // namespace server
