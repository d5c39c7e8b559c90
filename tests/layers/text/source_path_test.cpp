#include "layers/text/source_path.hpp"

#include <gtest/gtest.h>

namespace {

TEST(SourcePath, NamesHaveStemsAndExtensions) {
  struct Row {
    const char* path;
    const char* stem;
    const char* extension;
  };
  for (const auto& [path, stem, extension] :
       {Row{"a/town.osm.pbf", "town", "osm.pbf"}, Row{"town.osm.gz", "town", "osm.gz"},
        Row{"town.OSM", "town", "osm"}, Row{"r_x.osm.geojson", "r_x.osm", "geojson"},
        Row{"r.osm.csv", "r.osm", "csv"}, Row{"town.osm.PBF", "town", "osm.pbf"},
        Row{"wards.shp", "wards", "shp"}, Row{"wards.geojson.gz", "wards", "gz"},
        Row{"a.b/readme", "readme", ""}, Row{".hidden", ".hidden", ""}}) {
    EXPECT_EQ(layers::stem_of(path), stem) << path;
    EXPECT_EQ(layers::extension_of(path), extension) << path;
  }
}

} // namespace
