#include "server/api/collections.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>

#include <fmt/chrono.h>
#include <nlohmann/json.hpp>

#include "geo/error.hpp"
#include "geo/geojson.hpp"
#include "geo/intersects.hpp"
#include "server/api/links.hpp"
#include "server/query_params.hpp"
#include "server/respond.hpp"
#include "styles/style.hpp"

namespace server {

using layers::Layer;
using nlohmann::ordered_json;

namespace {

constexpr std::string_view crs84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";
constexpr int item_decimals = 7;
constexpr std::int64_t default_limit = 1000;
constexpr std::int64_t max_limit = 10'000;

std::shared_ptr<const Layer> layer_of(const layers::Map& map, std::string_view id) {
  auto layer = layers::find_layer(map.layers, id);
  if (!layer)
    geo::fail(geo::ErrorKind::not_found,
              "collection \"{}\": not served here; /collections lists the collections",
              id.substr(0, 64));
  return layer;
}

ordered_json extent_of(const Layer& layer) {
  const auto box = layer.features->index.extent();
  return {{"spatial", {{"bbox", {{box.west, box.south, box.east, box.north}}}, {"crs", crs84}}}};
}

ordered_json describe(const Layer& layer, const std::string& base) {
  const auto self = fmt::format("{}/collections/{}", base, layer.config.id);
  const auto& config = layer.config;
  return {{"id", config.id},
          {"title", text_in(config.title, "en", config.id)},
          {"titles", config.title},
          {"extent", extent_of(layer)},
          {"itemType", "feature"},
          {"crs", {crs84}},
          {"links",
           {link(self, "self", "application/json"),
            link(self + "/items", "items", "application/geo+json"),
            link(fmt::format("{}/xyz/{}.json", base, config.id), "tilejson", "application/json"),
            link(fmt::format("{}/legend/{}", base, config.id), "legend", "application/json")}},
          {"kind", layers::kind_name(config.kind)},
          {"fields", config.fields},
          {"min_zoom", config.min_zoom},
          {"max_zoom", config.max_zoom},
          {"feature_count", layer.features->size()}};
}

/// The features a page of items is cut from: all of them, or those that touch a box.
std::vector<std::uint32_t> matching(const layers::FeatureSet& features,
                                    const std::vector<geo::Box>& boxes) {
  std::vector<std::uint32_t> found;
  for (const auto& box : boxes)
    for (const auto& hit : features.index.query(box))
      if (box.contains(*hit.box) || geo::intersects(features.feature(hit.item), box))
        found.push_back(hit.item);
  std::ranges::sort(found);
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

struct Page {
  std::size_t offset = 0;
  std::size_t limit = 0;
  std::size_t matched = 0;

  std::size_t first() const { return std::min(offset, matched); }
  std::size_t last() const { return std::min(offset + limit, matched); }
};

/// This page's address with another offset; every other parameter stays.
std::string page_url(const Call& call, std::string_view id, const Page& page, std::size_t offset) {
  auto url = fmt::format("{}/collections/{}/items?limit={}&offset={}", base_url(call.request), id,
                         page.limit, offset);
  if (const auto bbox = query_text(call.request, "bbox"))
    url += fmt::format("&bbox={}", *bbox); // numbers and commas: query_bbox() has seen it
  return url;
}

ordered_json page_links(const Call& call, std::string_view id, const Page& page) {
  constexpr std::string_view type = "application/geo+json";
  ordered_json links = {link(page_url(call, id, page, page.offset), "self", type),
                        link(fmt::format("{}/collections/{}", base_url(call.request), id),
                             "collection", "application/json")};
  if (page.last() < page.matched)
    links.push_back(link(page_url(call, id, page, page.last()), "next", type));
  if (page.offset > 0)
    links.push_back(link(page_url(call, id, page, page.offset - std::min(page.offset, page.limit)),
                         "prev", type));
  return links;
}

void append_feature(std::string& out, const layers::FeatureSet& features, std::size_t i) {
  out += R"({"type":"Feature",)";
  out += features.json_text(i);
  out += R"(,"geometry":)";
  geo::append_geojson(out, features.feature(i), item_decimals);
  out += '}';
}

} // namespace

Response collections(const Call& call) {
  allow_only(call.request, {});
  const auto map = call.app.catalog.snapshot();
  const auto base = base_url(call.request);
  ordered_json list = ordered_json::array();
  for (const auto& layer : map->layers)
    list.push_back(describe(*layer, base));
  const ordered_json document = {
      {"title", text_in(map->title, "en", "hazardmap")},
      {"titles", map->title},
      {"links", {link(base + "/collections", "self", "application/json")}},
      {"collections", list}};
  return respond(call.request, "application/json", document.dump());
}

Response collection(const Call& call) {
  allow_only(call.request, {});
  const auto layer = layer_of(*call.app.catalog.snapshot(), call.path("id"));
  return respond(call.request, "application/json", describe(*layer, base_url(call.request)).dump());
}

Response items(const Call& call) {
  allow_only(call.request, {"bbox", "limit", "offset"});
  const auto layer = layer_of(*call.app.catalog.snapshot(), call.path("id"));
  const auto& features = *layer->features;
  const auto boxes = query_bbox(call.request);
  const auto found = matching(features, boxes);
  const Page page{static_cast<std::size_t>(query_integer(call.request, "offset", 0, 0)),
                  static_cast<std::size_t>(
                      std::min(query_integer(call.request, "limit", 1, default_limit), max_limit)),
                  boxes.empty() ? features.size() : found.size()};
  auto version = fmt::format("{}-{}-{}", features.version, page.offset, page.limit);
  for (const auto& box : boxes)
    version += fmt::format("-{},{},{},{}", box.west, box.south, box.east, box.north);

  return respond(call.request, "application/geo+json", version, [&] {
    std::string out = R"({"type":"FeatureCollection","features":[)";
    for (auto i = page.first(); i < page.last(); ++i) {
      if (i > page.first())
        out += ',';
      append_feature(out, features, boxes.empty() ? i : found[i]);
    }
    out += fmt::format(R"(],"numberMatched":{},"numberReturned":{},"links":{}}})", page.matched,
                       page.last() - page.first(), page_links(call, layer->config.id, page).dump());
    return out;
  });
}

Response legend(const Call& call) {
  allow_only(call.request, {});
  const auto layer = layer_of(*call.app.catalog.snapshot(), call.path("id"));
  const auto& config = layer->config;
  const std::string kind(layers::kind_name(config.kind));
  const auto style = styles::load_style(config.style.empty() ? kind : config.style);
  constexpr std::array<const char*, 3> type_names = {"point", "line", "polygon"};
  std::array<bool, 3> present{};
  for (const auto type : layer->features->geometry.part_types)
    present[static_cast<std::size_t>(type)] = true;
  styles::LegendRequest request{config.id, kind, config.title, config.fields, {}};
  for (std::size_t t = 0; t < present.size(); ++t)
    if (present[t])
      request.geometry_types.emplace_back(type_names[t]);
  return respond(call.request, "application/json", styles::legend_json(style, request));
}

} // namespace server
