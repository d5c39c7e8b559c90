#include "server/api/collections.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <xxhash.h>

#include "geo/error.hpp"
#include "geo/geojson.hpp"
#include "geo/stop.hpp"
#include "server/api/item_filter.hpp"
#include "server/api/links.hpp"
#include "server/api/tilesets.hpp"
#include "server/http/query_params.hpp"
#include "server/http/respond.hpp"

namespace server {

using layers::Layer;
using nlohmann::ordered_json;

namespace {

constexpr std::string_view crs84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";
constexpr int item_decimals = 7;
constexpr std::int64_t max_limit = 10'000; // and the default: QGIS pages by it
constexpr std::size_t max_page_bytes = 64UL * 1024 * 1024;

void append_open_feature(std::string& out, const layers::FeatureSet& features, std::size_t i) {
  out += R"({"type":"Feature",)";
  out += features.json_text(i);
  out += R"(,"geometry":)";
  geo::append_geojson(out, features.feature(i), item_decimals);
}

/// RFC 3339, section 5.6.
std::string utc_text(std::chrono::system_clock::time_point time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}Z",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)));
}

std::string utc_text(std::int64_t since_1970_ms) {
  return utc_text(std::chrono::system_clock::time_point(std::chrono::milliseconds(since_1970_ms)));
}

ordered_json extent_of(const Layer& layer, const geo::Box& box) {
  ordered_json extent = {
      {"spatial", {{"bbox", {{box.west, box.south, box.east, box.north}}}, {"crs", crs84}}}};
  if (const auto times = times_of(layer))
    extent["temporal"] = {
        {"interval", ordered_json::array({ordered_json::array(
                         {utc_text(times->first_ms), utc_text(times->last_ms)})})},
        {"trs", "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"}};
  return extent;
}

ordered_json describe(const Layer& layer, const std::string& base) {
  const auto self = fmt::format("{}/collections/{}", base, layer.config.id);
  const auto& config = layer.config;
  ordered_json document = {
      {"id", config.id},
      {"title", text_in(config.title, "en", config.id)},
      {"titles", config.title},
      {"itemType", "feature"},
      {"crs", {crs84}},
      {"links",
       {link(self, "self", "application/json"),
        link(self + "/items", "items", "application/geo+json"),
        link(self + "/download.geojson", "enclosure", "application/geo+json"),
        link(fmt::format("{}/xyz/{}.json", base, config.id), "tilejson", "application/json"),
        link(self + "/tiles?f=json", tilesets_rel, "application/json"),
        link(fmt::format("{}/legend/{}", base, config.id), "legend", "application/json")}},
      {"kind", layers::kind_name(config.kind)},
      {"fields", config.fields},
      {"min_zoom", config.min_zoom},
      {"max_zoom", config.max_zoom},
      {"visible", config.is_visible},
      {"feature_count", layer.features->size()}};
  if (layer.stale)
    document["stale"] = staleness_json(layer);
  const auto box = layer.features->index.extent();
  if (box.empty())
    return document;
  document["extent"] = extent_of(layer, box);
  if (const auto& focus = layer.features->focus; !(focus == box))
    document["focus"] = {focus.west, focus.south, focus.east, focus.north};
  return document;
}

/// A page of items: of the `matched` features those from `offset` up to `end`.
struct Page {
  std::size_t offset = 0;
  std::size_t limit = 0;
  std::size_t matched = 0;
  std::size_t end = 0;

  std::size_t begin() const { return std::min(offset, matched); }
};

/// A box or a time as it stands in an address. item_filter() has seen it; but a plus ("1e+2",
/// "+07:00") would come back as a space, and a space may not stand there.
std::string query_encoded(std::string_view value) {
  std::string out;
  for (const char c : value)
    out += c == '+' ? "%2B" : c == ' ' ? "%20" : std::string(1, c);
  return out;
}

/// This page's address with another offset; every other parameter stays.
std::string page_url(const Call& call, std::string_view id, const Page& page, std::size_t offset) {
  auto url = fmt::format("{}/collections/{}/items?limit={}&offset={}", base_url(call), id,
                         page.limit, offset);
  for (const auto* name : {"bbox", "datetime"})
    if (const auto value = query_text(call.request, name))
      url += fmt::format("&{}={}", name, query_encoded(*value));
  return url;
}

void append_page_links(std::string& out, const Call& call, std::string_view id, const Page& page) {
  const auto append_page = [&](std::size_t offset, std::string_view rel) {
    append_link(out, page_url(call, id, page, offset), rel, "application/geo+json");
  };
  append_page(page.offset, "self");
  out += ',';
  append_link(out, fmt::format("{}/collections/{}", base_url(call), id), "collection",
              "application/json");
  if (page.end < page.matched) {
    out += ',';
    append_page(page.end, "next");
  }
  if (page.begin() > 0) {
    out += ',';
    append_page(page.begin() - std::min(page.begin(), page.limit), "prev");
  }
}

/// The links name the host that was asked: what is sent depends on it.
std::string version_for(const Layer& layer, std::string_view url) {
  return fmt::format("{}-{:016x}", layer.features->version, XXH3_64bits(url.data(), url.size()));
}

/// In the path of an address (RFC 3986 section 3.3).
std::string path_encoded(std::string_view id) {
  constexpr std::string_view unreserved = "-._~";
  std::string out;
  for (const char c : id) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (is_letter || (c >= '0' && c <= '9') || unreserved.find(c) != std::string_view::npos)
      out += c;
    else
      fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

/// The page, which ends early where it gets too large; "next" goes on there.
std::string page_text(const Call& call, const Layer& layer, const ItemFilter& filter, Page page) {
  const auto& features = *layer.features;
  const auto found = matching(layer, filter, call.request.stop);
  page.matched = found ? found->size() : features.size();
  const auto last = std::min(page.begin() + page.limit, page.matched);
  std::string out = R"({"type":"FeatureCollection","features":[)";
  for (page.end = page.begin(); page.end < last && out.size() < max_page_bytes; ++page.end) {
    geo::check_stop(call.request.stop);
    if (page.end > page.begin())
      out += ',';
    append_feature(out, features, found ? (*found)[page.end] : page.end);
  }
  fmt::format_to(std::back_inserter(out), R"(],"numberMatched":{},"numberReturned":{},"links":[)",
                 page.matched, page.end - page.begin());
  append_page_links(out, call, layer.config.id, page);
  out += "]}";
  return out;
}

} // namespace

std::shared_ptr<const Layer> layer_of(const layers::Map& map, std::string_view id) {
  auto layer = layers::find_layer(map.layers, id);
  if (!layer)
    geo::fail(geo::ErrorKind::not_found,
              "collection \"{}\": not served here; /collections lists the collections",
              id.substr(0, 64));
  return layer;
}

void append_feature(std::string& out, const layers::FeatureSet& features, std::size_t i) {
  append_open_feature(out, features, i);
  out += '}';
}

ordered_json staleness_json(const Layer& layer) {
  return {{"read_at", utc_text(layer.read_at)},
          {"since", utc_text(layer.stale->since)},
          {"reason", layer.stale->reason}};
}

Response collections(const Call& call) {
  const auto map = call.app.catalog.snapshot();
  const auto base = base_url(call);
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
  const auto layer = layer_of(*call.app.catalog.snapshot(), call.path("id"));
  return respond(call.request, "application/json", describe(*layer, base_url(call)).dump());
}

Response items(const Call& call) {
  const auto layer = layer_of(*call.app.catalog.snapshot(), call.path("id"));
  const auto filter = item_filter(call.request);
  const auto limit = query_integer(call.request, "limit", 1, max_limit);
  const Page page{static_cast<std::size_t>(query_integer(call.request, "offset", 0, 0)),
                  static_cast<std::size_t>(std::min(limit, max_limit))};
  const auto url = page_url(call, layer->config.id, page, page.offset);
  return respond(call.request, {"application/geo+json", version_for(*layer, url)},
                 [&] { return page_text(call, *layer, filter, page); });
}

Response item(const Call& call) {
  const auto layer = layer_of(*call.app.catalog.snapshot(), call.path("id"));
  const auto& features = *layer->features;
  const auto id = call.path("feature");
  const auto feature = features.ids.find(features.json, features.json_starts, id);
  if (!feature)
    geo::fail(geo::ErrorKind::not_found, "feature \"{}\": collection \"{}\" has none with this id",
              id.substr(0, 64), layer->config.id);
  const auto collection_url = fmt::format("{}/collections/{}", base_url(call), layer->config.id);
  const auto url = fmt::format("{}/items/{}", collection_url, path_encoded(id));
  return respond(call.request, {"application/geo+json", version_for(*layer, url)}, [&] {
    std::string out;
    append_open_feature(out, features, *feature);
    out += R"(,"links":[)";
    append_link(out, url, "self", "application/geo+json");
    out += ',';
    append_link(out, collection_url, "collection", "application/json");
    out += "]}";
    return out;
  });
}

} // namespace server
