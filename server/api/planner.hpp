#pragma once

#include <string>

#include "layers/requests/question.hpp"
#include "server/api/router.hpp"

namespace server {

/// Equal for equal questions to equal data; `made_of`: the data's versions.
std::string question_key(layers::Question question, const layers::Params& params,
                         const std::string& made_of);
/// A key's hash, for a tag.
std::string version_of(const std::string& key);

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
