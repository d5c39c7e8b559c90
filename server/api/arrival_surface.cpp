#include "server/api/arrival_surface.hpp"

#include <memory>
#include <string>

#include <fmt/format.h>

#include "layers/planner/planner_questions.hpp"
#include "layers/response/arrival_tile.hpp"
#include "layers/results/gdal_cog.hpp"
#include "layers/results/png_writer.hpp"
#include "server/api/planner.hpp"
#include "server/api/tile_address.hpp"
#include "server/http/respond.hpp"

namespace server {

namespace {

/// What a request asks, of a map.
struct Wanted {
  std::shared_ptr<const layers::Map> map;
  layers::ArrivalRequest arrivals;
  std::string key;
  std::string version;
};

/// `form`: as what the surface is sent.
Wanted wanted_by(const Call& call, const std::string& form) {
  constexpr auto question = layers::Question::arrival_surface;
  Wanted wanted;
  wanted.map = call.app.catalog.snapshot();
  wanted.arrivals = layers::read_surface_request(call.request.query);
  wanted.key = form + " " +
               question_key(question, call.request.query,
                            layers::surface_made_of(wanted.arrivals, *wanted.map));
  wanted.version = version_of(wanted.key);
  return wanted;
}

Wanted wanted_tile(const Call& call, geo::TileId tile) {
  return wanted_by(call, fmt::format("png {}/{}/{}", tile.z, tile.x, tile.y));
}

Content tile_content(const Call& call, const Wanted& wanted) {
  return {"image/png", wanted.version, call.app.tile_options.cache_control};
}

} // namespace

Response arrival_tile(const Call& call) {
  const auto tile = tile_of(call);
  const auto wanted = wanted_tile(call, tile);
  const auto content = tile_content(call, wanted);
  if (auto unmet = unmet_condition(call.request, content))
    return *std::move(unmet);
  const auto make = [&] {
    const auto surface = layers::surface_of(wanted.arrivals, *wanted.map, call.request.stop);
    return layers::png_of(layers::arrival_pixels(*surface.grid, tile), geo::tile_size_px);
  };
  return send(call.request, content,
              call.app.tiles.get(wanted.key, Encoding::identity, make, call.request.stop));
}

Response arrival_geotiff(const Call& call) {
  const auto wanted = wanted_by(call, "tif");
  const Content content{"image/tiff; application=geotiff; profile=cloud-optimized", wanted.version};
  if (auto unmet = unmet_condition(call.request, content))
    return *std::move(unmet);
  const auto make = [&] {
    const auto surface = layers::surface_of(wanted.arrivals, *wanted.map, call.request.stop);
    return layers::cog_of(layers::answer_grid(surface), call.request.stop);
  };
  auto response =
      send(call.request, content,
           call.app.answers.get(wanted.key, Encoding::identity, make, call.request.stop));
  response.headers.emplace_back("Content-Disposition",
                                "attachment; filename=\"arrival-times.tif\"");
  return response;
}

std::optional<Response> arrival_tile_at_once(const Call& call) {
  const auto wanted = wanted_tile(call, tile_of(call));
  const auto content = tile_content(call, wanted);
  if (auto unmet = unmet_condition(call.request, content))
    return unmet;
  if (auto kept = call.app.tiles.find(wanted.key, Encoding::identity))
    return send(call.request, content, *std::move(kept));
  return std::nullopt;
}

} // namespace server
