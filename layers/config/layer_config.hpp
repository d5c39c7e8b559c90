// layers/config: hazardmap.json, read and checked; opens no source.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "layers/config/reading_limits.hpp"
#include "layers/requests/question.hpp"
#include "layers/text/translation.hpp"

namespace layers {

/// What a layer means; see docs/configuration.md.
enum class Kind { hazard, station, incident, road, demand, area, reference, response, coverage };

std::string_view kind_name(Kind kind);

/// What becomes of features smaller than a pixel.
enum class SmallFeatures {
  merge, ///< drawn as a pixel; where there are very many, one for all in it
  drop
};

std::string_view small_features_name(SmallFeatures small_features);

/// One layer as the configuration names it. Everything is checked but not yet opened.
/// Where reading a source may go.
enum class Reach : std::uint8_t {
  anywhere, ///< it was named outright: its files may name others, and services
  itself,   ///< it lies in a folder or archive: it and the files that belong to it
};

struct LayerConfig {
  std::string id; ///< [a-z0-9_-]+, unique; part of addresses
  Kind kind = Kind::reference;
  Text title;
  std::string
      source; ///< a path (absolute, or relative to the working directory) or anything GDAL opens
  Reach reach = Reach::anywhere;
  std::vector<std::string> tables; ///< layers inside the source; empty: its only one
  std::string where;               ///< OGR SQL condition; empty: everything
  std::string crs; ///< overrides the source's CRS: "EPSG:3405", WKT, ...; empty: the source's own
  std::string encoding; ///< what attributes that are not UTF-8 are in: "CP1258", "CP1251", ...
  /// Of a table: the columns of longitude (easting) and latitude (northing), or the one column that
  /// holds latitude and longitude or WKT; empty: found by their names.
  std::vector<std::string> coordinates;
  std::map<std::string, std::string> fields; ///< role ("name", "severity", ...) -> attribute
  std::set<std::string> guessed_fields;      ///< roles of `fields` that nobody named
  std::set<std::string> without_fields;      ///< roles that no attribute plays, whatever its name
  /// role -> value as it stands in the source -> what it means: "severity", "KRB III" -> "5";
  /// empty: there is none.
  std::map<std::string, std::map<std::string, std::string>> values;
  std::map<std::string, std::string> constants; ///< role -> value of every feature
  std::string spread_over; ///< id of the layer that says where the people of polygons live; empty:
                           ///< everywhere in them alike
  /// What a layer of kind response or coverage is computed by instead: docs/planning.md.
  std::optional<PlannerRequest> request;
  bool is_visible = true; ///< on the page before anybody chooses
  int min_zoom = 0;
  int max_zoom = 22;
  int cluster_below_zoom = 14; ///< points in one cluster_cell_px are one; 0: never
  SmallFeatures small_features = SmallFeatures::merge;
  std::string style; ///< name of a style in styles/, or the path of a .json; empty: the kind's own

  ReadingLimits reading; ///< those of the configuration

  bool operator==(const LayerConfig&) const = default;
};

/// How response areas are computed unless a request says otherwise.
struct ResponseConfig {
  std::string profile = "fire-engine"; ///< see load_speed_profile()
  double snap_tolerance_m = 0; ///< ends of roads within it of each other are one; 0: equal ones
  double access_m = 100;       ///< on foot from the road, at most
  double walking_km_h = 5;
  double call_handling_s = 0;
  double turnout_s = 0;           ///< for stations without one of their own
  double station_access_m = 100;  ///< a road within it is at a station
  double station_far_m = 2000;    ///< stations farther than this from any road reach none
  double station_least_roads_m = 500; ///< roads at a station that lead to less lead nowhere
  double driveway_km_h = 20;          ///< from a station to its road
  double straight_line_km_h = 30;     ///< where no road leads
  double most_cells = 16e6;       ///< in a grid of times; a request takes some 20 bytes for each
  std::vector<std::string> water; ///< ids of layers whose polygons nobody walks through
  bool is_water_said = false;     ///< else layers that are called water are, see is_called_water()

  bool operator==(const ResponseConfig&) const = default;
};

/// The whole configuration.
struct Config {
  std::string file; ///< as given
  Text title;
  std::string server_json = "{}"; ///< the "server" section as it stands; checked by the server
  ResponseConfig response;
  std::vector<LayerConfig> layers; ///< drawn in this order, the first lowest
};

/// Reads hazardmap.json: JSON with comments, UTF-8, described by docs/hazardmap.schema.json.
/// Sources that are files are resolved against the configuration's folder; nothing is opened.
/// Throws not_found for a missing file, else invalid_input: one line with the file, the layer, the
/// key, the value and the mend. Any thread.
Config read_config(const std::string& path);

/// The keys and words that a configuration may hold, in the schema's order.
const std::vector<std::string>& config_keys();
const std::vector<std::string>& layer_keys();
const std::vector<std::string>& field_roles();
const std::vector<std::string>& response_keys();
const std::vector<std::string>& kind_names();

} // namespace layers
