#pragma once

#include <exception>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "layers/osm/osm_reader.hpp"
#include "tests/support/test_folder.hpp"

// OpenStreetMap files, written in a test and read.
namespace support {

inline layers::LayerConfig config_of(const std::string& source, std::vector<std::string> tables,
                                     const std::string& where = "") {
  layers::LayerConfig config;
  config.id = "layer";
  config.source = source;
  config.tables = std::move(tables);
  config.where = where;
  return config;
}

inline layers::RawSource read(const layers::LayerConfig& config) {
  auto layer = std::move(layers::read_osm(config.source, {config}).front());
  if (layer.error)
    std::rethrow_exception(layer.error);
  return std::move(layer.raw);
}

inline std::vector<std::string> ids_of(const layers::RawSource& raw) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < raw.features.size(); ++i)
    ids.push_back(raw.features.id_text(i));
  return ids;
}

inline std::vector<std::string> problems_of(const layers::RawSource& raw) {
  std::vector<std::string> problems;
  for (const auto& problem : raw.features.report.problems)
    problems.push_back(layers::problem_text(problem));
  return problems;
}

/// Four corners of a square at 105 E 21 N, 0.01 degrees wide, from the south-west against the
/// clock, and one in the middle.
inline constexpr auto square_nodes = R"(
  <node id="1" lat="21.00" lon="105.00"/><node id="2" lat="21.00" lon="105.01"/>
  <node id="3" lat="21.01" lon="105.01"/><node id="4" lat="21.01" lon="105.00"/>
  <node id="5" lat="21.005" lon="105.005"/>)";

inline std::string osm(const std::string& inside) {
  return "<?xml version=\"1.0\"?><osm version=\"0.6\">" + inside + "</osm>";
}

inline std::string tag(const std::string& key, const std::string& value) {
  return "<tag k=\"" + key + "\" v=\"" + value + "\"/>";
}

inline std::string way(int id, const std::vector<int>& nodes, const std::string& tags) {
  auto text = "<way id=\"" + std::to_string(id) + "\">";
  for (const int node : nodes)
    text += "<nd ref=\"" + std::to_string(node) + "\"/>";
  return text + tags + "</way>";
}

/// `members`: "way 10 outer", each with its role, if any.
inline std::string relation(int id, const std::vector<std::string>& members,
                            const std::string& tags) {
  auto text = "<relation id=\"" + std::to_string(id) + "\">";
  for (const auto& member : members) {
    std::istringstream words(member);
    std::string type;
    std::string ref;
    std::string role;
    words >> type >> ref >> role;
    text += "<member type=\"" + type + "\" ref=\"" + ref + "\" role=\"" + role + "\"/>";
  }
  return text + tags + "</relation>";
}

/// Reads texts as files.
class OsmTest : public testing::Test {
protected:
  layers::RawSource read_text(const std::string& inside, std::vector<std::string> tables,
                              const std::string& where = "") const {
    return read(config_of(folder.write("a.osm", osm(inside)), std::move(tables), where));
  }

  TestFolder folder;
};

} // namespace support
