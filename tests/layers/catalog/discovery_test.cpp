#include "layers/catalog/discovery.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "layers/catalog/catalog.hpp"
#include "layers/catalog/guess.hpp"
#include "layers/catalog/source.hpp"
#include "tests/support/gdal_fixture.hpp"
#include "tests/support/gzip.hpp"
#include "tests/support/test_folder.hpp"

namespace {

using layers::Kind;
using layers::LayerPlan;
using layers::plan_layers;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> ids_of(const LayerPlan& plan) {
  std::vector<std::string> ids;
  for (const auto& layer : plan.config.layers)
    ids.push_back(layer.id);
  return ids;
}

void write_table(const std::string& path, const std::string& driver, const std::string& table,
                 const std::string& wkt) {
  SourceWriter writer(path, driver, table, "EPSG:4326");
  writer.field("name", OFTString);
  writer.add(wkt, {{"name", "a"}});
}

constexpr auto polygon = "POLYGON ((0 0, 1 0, 1 1, 0 0))";
constexpr auto line = "LINESTRING (0 0, 1 0)";
constexpr auto point = "POINT (0 0)";

TEST(Discovery, FolderGivesItsLayersInDrawingOrder) {
  const TestFolder folder;
  write_table(folder.path("Trạm cứu hỏa.gpkg"), "GPKG", "t", point);
  write_table(folder.path("a-roads.fgb"), "FlatGeobuf", "t", line);
  write_table(folder.path("flood.shp"), "ESRI Shapefile", "flood", polygon);
  write_table(folder.path("wards.geojson"), "GeoJSON", "t", polygon);
  folder.write("incidents.csv", "lon,lat,time\n1,2,2024-01-01\n");
  folder.write("README.md", "about");
  std::filesystem::create_directories(folder.path("old"));
  folder.write("old/more.csv", "lon,lat\n1,2\n");

  const auto plan = plan_layers({folder.path()});
  EXPECT_THAT(ids_of(plan), ElementsAre("wards", "flood", "a-roads", "incidents", "tram-cuu-hoa"));
  EXPECT_THAT(plan.because, testing::SizeIs(5));
  EXPECT_THAT(plan.notes,
              ElementsAre(folder.path("old") + ": a folder, which is not looked into; "
                                               "name it too for what is in it: more.csv"))
      << "sidecars and texts need no mention";
  EXPECT_THAT(plan.broken, IsEmpty());
  const auto& station = plan.config.layers.back();
  EXPECT_EQ(station.kind, Kind::station);
  EXPECT_EQ(station.title.at(""), "Trạm cứu hỏa");
  for (const auto& layer : plan.config.layers)
    EXPECT_EQ(read_layer(layer).size(), 1U) << layer.id;
}

TEST(Discovery, TitlesAreTheWordsOfTheFilesName) {
  const TestFolder folder;
  const auto title_of = [&](const std::string& name) {
    return plan_layers({folder.write(name + ".csv", "lon,lat\n1,2\n")})
        .config.layers[0]
        .title.at("");
  };
  EXPECT_EQ(title_of("special-flood_areas"), "Special flood areas");
  EXPECT_EQ(title_of("vn-wards-8pct"), "VN wards");
  EXPECT_EQ(title_of("buildings_osm_4326"), "Buildings osm");
  EXPECT_EQ(title_of("roads-EPSG3405"), "Roads");
  EXPECT_EQ(title_of("tram_2"), "Tram 2");
  EXPECT_EQ(title_of("xa hoa khanh"), "Xa hoa khanh");
  EXPECT_EQ(title_of("8pct"), "8pct") << "something must be left";
}

TEST(Discovery, EveryTableOfASourceIsALayer) {
  const TestFolder folder;
  const auto path = folder.path("city.gpkg");
  write_table(path, "GPKG", "wards", polygon);
  write_table(path, "GPKG", "stations", point);
  SourceWriter(path, "GPKG", "empty", "EPSG:4326");
  SourceWriter(path, "GPKG", "notes", "", wkbNone).add("");
  const auto plan = plan_layers({path});
  EXPECT_THAT(ids_of(plan), ElementsAre("city-wards", "city-empty", "city-stations"));
  EXPECT_THAT(plan.config.layers[0].tables, ElementsAre("wards"));
  EXPECT_EQ(plan.config.layers[2].kind, Kind::station);
  EXPECT_EQ(read_layer(plan.config.layers[1]).size(), 0U);
}

TEST(Discovery, AnEmptySourceIsGuessedByItsName) {
  const TestFolder folder;
  folder.write("flood.geojson", R"({"type":"FeatureCollection","features":[]})");
  folder.write("incidents.csv", "lon,lat,time\n");
  SourceWriter(folder.path("roads.fgb"), "FlatGeobuf", "roads", "EPSG:4326", wkbLineString);
  const auto plan = plan_layers({folder.path()});
  EXPECT_THAT(ids_of(plan), ElementsAre("flood", "roads", "incidents"));
  EXPECT_EQ(plan.config.layers[0].kind, Kind::hazard);
  EXPECT_EQ(plan.config.layers[1].kind, Kind::road);
  EXPECT_EQ(plan.config.layers[2].kind, Kind::incident);
  for (const auto& layer : plan.config.layers)
    EXPECT_EQ(read_layer(layer).size(), 0U) << layer.id;
}

TEST(Discovery, WhatWasEmptyIsGuessedAgainAndTheRestIsNotOpened) {
  const TestFolder folder;
  folder.write("a.geojson", R"({"type":"FeatureCollection","features":[]})");
  folder.write("wards.csv", "lon,lat\n1,2\n");
  auto before = plan_layers({folder.path()});
  EXPECT_EQ(before.config.layers[0].kind, Kind::reference);
  before.guesses.at(folder.path("wards.csv")).layers[0].because = "as before";
  folder.write("a.geojson", R"({"type":"Feature","properties":{"turnout_s":60},)"
                            R"("geometry":{"type":"Point","coordinates":[1,2]}})");
  const auto after = plan_layers({folder.path()}, before);
  EXPECT_THAT(after.because, testing::Contains("as before"));
  const auto station = std::ranges::find(after.config.layers, "a", &layers::LayerConfig::id);
  EXPECT_EQ(station->kind, Kind::station);
}

TEST(Discovery, WhatIsBrokenIsTriedAgain) {
  const TestFolder folder;
  folder.write("wards.csv", "lon,lat\n1,2\n");
  folder.write("flood.geojson", "{");
  const auto before = plan_layers({folder.path()});
  EXPECT_THAT(before.broken, testing::SizeIs(1));
  EXPECT_THAT(plan_layers({folder.path()}, before).broken, testing::SizeIs(1));
}

TEST(Discovery, ATableThatBelongsToNoOtherFileIsALayer) {
  const TestFolder folder;
  {
    SourceWriter writer(folder.path("stations.dbf"), "ESRI Shapefile", "stations", "", wkbNone);
    writer.field("lon", OFTReal);
    writer.field("lat", OFTReal);
    writer.add("", {{"lon", "1"}, {"lat", "2"}});
  }
  EXPECT_THAT(ids_of(plan_layers({folder.path()})), ElementsAre("stations"));
}

TEST(Discovery, WhatMayHoldLayersAndIsNotReadIsToldFromDocuments) {
  const TestFolder folder;
  folder.write("wards.csv", "lon,lat\n1,2\n");
  folder.write("rota.csv", "name,day\nA,1\n");
  folder.write("style.json", R"({"version":8})");
  folder.write("cut.json", R"({"type":"FeatureCollection","features":[)");
  folder.write("plan.pdf", "pdf");
  folder.write("lost.zip", "no archive");
  folder.write("readme.txt", "about");
  const auto plan = plan_layers({folder.path()});
  EXPECT_THAT(ids_of(plan), ElementsAre("wards"));
  EXPECT_THAT(plan.broken, IsEmpty());
  EXPECT_THAT(plan.not_read, ElementsAre(HasSubstr("cut.json: truncated"), HasSubstr("lost.zip: "),
                                         HasSubstr("rota.csv: no coordinate columns among ")));
  EXPECT_THAT(plan.notes,
              ElementsAre(HasSubstr("plan.pdf: a document"), HasSubstr("style.json: ")));
}

constexpr auto point_json = R"({"type":"Point","coordinates":[1,2]})";

/// `path`: of a file in an archive.
void put_packed(const std::string& path, const std::string& text = point_json) {
  auto* out = VSIFOpenL(("/vsizip/" + path).c_str(), "wb");
  EXPECT_EQ(VSIFWriteL(text.data(), 1, text.size(), out), text.size());
  VSIFCloseL(out);
}

TEST(Discovery, ABrokenFileOfAnArchiveLeavesTheOthersAlone) {
  const TestFolder folder;
  const auto zip = folder.path("a.zip");
  put_packed(zip + "/stations.geojson");
  put_packed(zip + "/flood.geojson", "{");
  put_packed(zip + "/rota.csv", "name,day\nA,1\n");
  for (const auto& argument : {zip, folder.path()}) {
    const auto plan = plan_layers({argument});
    EXPECT_THAT(ids_of(plan), ElementsAre("stations"));
    EXPECT_THAT(plan.broken, ElementsAre(testing::StartsWith(zip + "/flood.geojson: ")));
    EXPECT_THAT(plan.not_read, ElementsAre(testing::StartsWith(zip + "/rota.csv: ")));
    const auto again = plan_layers({argument}, plan);
    EXPECT_EQ(again.broken, plan.broken) << "though it is not opened again";
    EXPECT_EQ(again.not_read, plan.not_read);
  }
}

TEST(Discovery, EveryFileOfAnArchiveThatMayHoldLayersIsTried) {
  const TestFolder folder;
  const auto zip = folder.path("flood.zip");
  put_packed(zip + "/water.geojson");
  put_packed(zip + "/incidents.json");
  put_packed(zip + "/hospitals.geojson.gz", support::gzip(point_json));
  put_packed(zip + "/style.json", R"({"version":8})");
  put_packed(zip + "/water.txt", "about");
  put_packed(zip + "/more.zip", "x");
  const auto plan = plan_layers({zip});
  EXPECT_THAT(ids_of(plan), testing::UnorderedElementsAre("flood", "incidents", "hospitals"));
  for (const auto& layer : plan.config.layers)
    EXPECT_EQ(read_layer(layer).size(), 1U) << layer.source;
  EXPECT_THAT(plan.notes, ElementsAre(testing::StartsWith(zip + "/style.json: ")));
  EXPECT_THAT(plan.not_read, ElementsAre(zip + "/more.zip: an archive in another; unpack it"));
  EXPECT_THAT(plan.broken, IsEmpty());
}

TEST(Discovery, TheOnlyFileOfAnArchiveTellsWhatItIs) {
  const TestFolder folder;
  put_packed(folder.path("data.zip") + "/x/stations.csv", "lon,lat\n1,2\n");
  put_packed(folder.path("flood.zip") + "/export.geojson",
             R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]})");
  const auto plan = plan_layers({folder.path()});
  EXPECT_THAT(ids_of(plan), ElementsAre("flood", "data"));
  EXPECT_EQ(plan.config.layers[0].kind, Kind::hazard);
  EXPECT_EQ(plan.config.layers[1].kind, Kind::station);
}

TEST(Discovery, WhatIsPackedOtherwiseIsNamed) {
  const TestFolder folder;
  folder.write("wards.csv", "lon,lat\n1,2\n");
  for (const auto* name : {"flood.geojson.bz2", "flood.shp.xz", "flood.tar.bz2", "flood.7z",
                           "flood.rar", "flood.gpkg.zst"})
    folder.write(name, "BZh9");
  const auto plan = plan_layers({folder.path()});
  EXPECT_THAT(plan.not_read, testing::SizeIs(6));
  EXPECT_THAT(plan.not_read,
              testing::Each(HasSubstr("packed in a way that is not read; unpack it")));
}

TEST(Discovery, ATableOfPointsBesideOthersIsALayer) {
  const TestFolder folder;
  write_table(folder.path("a.gpkg"), "GPKG", "roads", line);
  {
    SourceWriter writer(folder.path("a.gpkg"), "GPKG", "stations", "", wkbNone);
    writer.field("lat", OFTReal);
    writer.field("lon", OFTReal);
    writer.add("", {{"lat", "21"}, {"lon", "105"}});
  }
  SourceWriter(folder.path("a.gpkg"), "GPKG", "codes", "", wkbNone).field("code", OFTString);
  const auto plan = plan_layers({folder.path("a.gpkg")});
  EXPECT_THAT(ids_of(plan), ElementsAre("a-roads", "a-stations"));
  for (const auto& layer : plan.config.layers)
    EXPECT_EQ(read_layer(layer).size(), 1U) << layer.id;
}

TEST(Discovery, AnArchiveOfBrokenFilesIsRefused) {
  const TestFolder folder;
  const auto zip = folder.path("a.zip");
  put_packed(zip + "/stations.geojson", "{");
  put_packed(zip + "/flood.geojson", "{");
  EXPECT_THAT(error_of([&] { plan_layers({zip}); }),
              testing::StartsWith(zip + ": nothing in it can be read: "));
}

TEST(Discovery, AnArchiveIsAFolderOfItsFiles) {
  const TestFolder folder;
  const auto put = [&](const std::string& path) { put_packed(folder.path(path)); };
  put("one.zip/data/stations.geojson");
  put("two.zip/a/hospitals.geojson");
  put("two.zip/b/incidents.geojson");
  put("two.zip/__MACOSX/b/._incidents.geojson");
  const auto plan = plan_layers({folder.path()});
  EXPECT_THAT(ids_of(plan), testing::UnorderedElementsAre("one", "hospitals", "incidents"));
  for (const auto& layer : plan.config.layers)
    EXPECT_EQ(read_layer(layer).size(), 1U) << layer.source;
  EXPECT_EQ(plan.guesses.at(folder.path("two.zip")).layers[0].config.source,
            folder.path("two.zip") + "/a/hospitals.geojson");
  EXPECT_NE(layers::source_stamp(folder.path("two.zip") + "/a/hospitals.geojson"), "");
}

/// A raster of one cell of 1 degree.
std::string write_raster(const TestFolder& folder, const std::string& name) {
  return folder.write(name, "ncols 1\nnrows 1\nxllcorner 105\nyllcorner 21\ncellsize 1\n7\n");
}

TEST(Discovery, ARasterThatSpeaksOfPeopleIsADemand) {
  const TestFolder folder;
  write_raster(folder, "vnm_ppp_2020.asc");
  const auto plan = plan_layers({folder.path()});
  ASSERT_THAT(ids_of(plan), ElementsAre("vnm_ppp_2020"));
  EXPECT_EQ(plan.config.layers[0].kind, Kind::demand);
  EXPECT_EQ(read_layer(plan.config.layers[0]).size(), 1U);
  EXPECT_THAT(error_of([&] { plan_layers({write_raster(folder, "height.asc")}); }),
              HasSubstr("height.asc: a raster; a configuration can use it as a layer of kind "
                        "\"demand\""));
}

TEST(Discovery, IdsAreUniqueAndLegal) {
  const TestFolder folder;
  for (const auto* name : {"Lũ & lụt.csv", "lu-lut.csv", "карта.csv", "消防.csv"})
    folder.write(name, "lon,lat\n1,2\n");
  EXPECT_THAT(ids_of(plan_layers({folder.path()})),
              testing::UnorderedElementsAre("lu-lut", "lu-lut-2", "layer", "layer-2"));
}

TEST(Discovery, UnreadableFilesOfAFolderAreToldApart) {
  const TestFolder folder;
  folder.write("wards.csv", "lon,lat\n1,2\n");
  folder.write("flood.gpkg", "");
  folder.write("photo.jpg", "no photo");
  const auto plan = plan_layers({folder.path()});
  EXPECT_THAT(ids_of(plan), ElementsAre("wards"));
  EXPECT_THAT(plan.broken, ElementsAre(HasSubstr("flood.gpkg: not a vector source")));
  EXPECT_THAT(plan.notes, ElementsAre(HasSubstr("photo.jpg: a document, picture")));
}

TEST(Discovery, PipesOfAFolderAreNotOpened) {
  const TestFolder folder;
  folder.write("wards.csv", "lon,lat\n1,2\n");
  ASSERT_EQ(::mkfifo(folder.path("flood.geojson").c_str(), 0600), 0);
  std::filesystem::create_symlink("flood.geojson", folder.path("roads.geojson"));
  const auto plan = plan_layers({folder.path()});
  EXPECT_THAT(ids_of(plan), ElementsAre("wards"));
  EXPECT_THAT(plan.notes, ElementsAre(HasSubstr("flood.geojson: a pipe, socket or device"),
                                      HasSubstr("roads.geojson: a pipe, socket or device")));
  EXPECT_THAT(plan.broken, IsEmpty());
}

TEST(Discovery, LinksThatLeadNowhereLeaveTheOthersAlone) {
  const TestFolder folder;
  folder.write("wards.csv", "lon,lat\n1,2\n");
  std::filesystem::create_symlink("loop.geojson", folder.path("loop.geojson"));
  std::filesystem::create_symlink("b", folder.path("a"));
  std::filesystem::create_symlink("a", folder.path("b"));
  std::filesystem::create_symlink("gone.gpkg", folder.path("dangling.gpkg"));
  const auto plan = plan_layers({folder.path()});
  EXPECT_THAT(ids_of(plan), ElementsAre("wards"));
  EXPECT_THAT(plan.broken, ElementsAre(HasSubstr("dangling.gpkg: no such file"),
                                       HasSubstr("loop.geojson: leads nowhere (Too many levels")));
}

TEST(Discovery, LinksOutOfAFolderAreNotFollowed) {
  const TestFolder folder;
  std::filesystem::create_directory(folder.path("in"));
  const auto outside = folder.write("outside.csv", "lon,lat\n1,2\n");
  folder.write("in/wards.csv", "lon,lat\n1,2\n");
  std::filesystem::create_symlink("wards.csv", folder.path("in/again.csv"));
  std::filesystem::create_symlink(outside, folder.path("in/out.csv"));
  folder.write("in/flood.shp", "x");
  std::filesystem::create_symlink(outside, folder.path("in/flood.dbf"));
  const auto plan = plan_layers({folder.path("in")});
  EXPECT_THAT(ids_of(plan), testing::UnorderedElementsAre("again", "wards"));
  EXPECT_THAT(plan.not_read,
              ElementsAre(HasSubstr("out.csv: a link that leads out of the folder")));
  EXPECT_THAT(plan.broken,
              ElementsAre(HasSubstr("flood.dbf: a link that leads out of its folder")));
  EXPECT_THAT(ids_of(plan_layers({folder.path("in/out.csv")})),
              ElementsAre("out")); // named outright
}

TEST(Discovery, WhatBelongsToASourceIsAFileToo) {
  const TestFolder folder;
  folder.write("wards.csv", "lon,lat\n1,2\n");
  folder.write("flood.shp", "x");
  for (const auto* name : {"flood.dbf", "wards.geojson"})
    ASSERT_EQ(::mkfifo(folder.path(name).c_str(), 0600), 0);
  const auto plan = plan_layers({folder.path()});
  EXPECT_THAT(ids_of(plan), ElementsAre("wards")); // of the same name, and no part of it
  EXPECT_THAT(plan.broken, ElementsAre(HasSubstr("flood.dbf: a pipe, socket or device")));
}

/// Somebody who may not read everything, while it lives; root otherwise would.
class AsNobody {
public:
  AsNobody() : m_was(::geteuid()) {
    constexpr uid_t nobody = 65534;
    EXPECT_EQ(::seteuid(m_was == 0 ? nobody : m_was), 0);
  }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;
  ~AsNobody() { EXPECT_EQ(::seteuid(m_was), 0); }

private:
  uid_t m_was;
};

TEST(Discovery, WhatMayNotBeReadIsNamed) {
  const TestFolder folder;
  folder.write("wards.csv", "lon,lat\n1,2\n");
  std::filesystem::permissions(folder.write("flood.geojson", "{}"), std::filesystem::perms::none);
  const AsNobody as_nobody;
  const auto plan = plan_layers({folder.path()});
  EXPECT_THAT(ids_of(plan), ElementsAre("wards"));
  EXPECT_THAT(plan.broken, ElementsAre(HasSubstr(
                               "flood.geojson: may not be read; give the server the permission")));
}

TEST(Discovery, AFolderWithinOrAFileWithoutExtensionThatMayNotBeReadIsNamed) {
  const TestFolder folder;
  folder.write("wards.csv", "lon,lat\n1,2\n");
  std::filesystem::create_directory(folder.path("closed"));
  for (const auto& path : {folder.path("closed"), folder.write("roads", "<osm/>")})
    std::filesystem::permissions(path, std::filesystem::perms::none);
  const auto plan = [&] {
    const AsNobody as_nobody;
    return plan_layers({folder.path()});
  }();
  std::filesystem::permissions(folder.path("closed"), std::filesystem::perms::owner_all);
  EXPECT_THAT(ids_of(plan), ElementsAre("wards"));
  EXPECT_THAT(plan.not_read,
              ElementsAre(HasSubstr("closed: a folder that cannot be read; give the server the"),
                          HasSubstr("roads: may not be read; give the server the permission")));
}

TEST(Discovery, ANamedPipeIsNotOpened) {
  const TestFolder folder;
  for (const auto* name : {"a", "a.csv", "a.json", "a.osm", "a.gpkg", "a.zip"}) {
    const auto path = folder.path(name);
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    EXPECT_EQ(error_of([&] { plan_layers({path}); }),
              path + ": a pipe, socket or device, not a file; save what it delivers in one");
  }
}

TEST(Discovery, FilesWithoutAnExtensionAreLookedInto) {
  const TestFolder folder;
  folder.write("flood", point_json);
  folder.write("stations", "name,lon,lat\nA,1,2\n");
  folder.write("extract", "<osm version=\"0.6\"/>");
  folder.write("broken", R"({"type":"FeatureCollection","features":[)");
  folder.write("README", "what this is about, { and }");
  folder.write("Makefile", "all:\n");
  folder.write("core", std::string("\0lon,lat\n1,2", 12));
  const auto plan = plan_layers({folder.path()});
  EXPECT_THAT(ids_of(plan), testing::UnorderedElementsAre("flood", "stations", "roads",
                                                          "fire-stations", "hydrants", "water"));
  EXPECT_THAT(plan.not_read, ElementsAre(HasSubstr("broken: truncated or broken JSON")));
  EXPECT_THAT(plan.broken, IsEmpty());
  EXPECT_THAT(plan.notes, IsEmpty());
}

TEST(Discovery, NamedSourcesMustBeReadable) {
  EXPECT_EQ(error_of([] { plan_layers({"nowhere.gpkg"}); }),
            "nowhere.gpkg: no such file; check \"source\"");
  const TestFolder folder;
  EXPECT_EQ(error_of([&] { plan_layers({folder.path()}); }),
            folder.path() +
                ": no layer found; name files, folders or GDAL connections with vector data");
}

TEST(Discovery, ANamedSourceThatBreaksKeepsItsLayersAndTheOthersAreGuessed) {
  const TestFolder folder;
  std::filesystem::create_directories(folder.path("old"));
  const std::vector<std::string> named{folder.write("stations.geojson", point_json),
                                       folder.write("old/stations.csv", "lon,lat\n1,2\n"),
                                       folder.write("a.csv", "lon,lat\n")};
  const auto first = plan_layers(named);
  folder.write("stations.geojson", R"({"type":"FeatureCollection","features":[)");
  folder.write("a.csv", "lon,lat,turnout_s\n1,2,60\n");
  EXPECT_NE(error_of([&] { plan_layers(named); }), "no error") << "at the start it is refused";
  auto before = first;
  for (int n = 0; n < 2; ++n) { // and it stays broken
    auto plan = plan_layers(named, before);
    EXPECT_THAT(ids_of(plan), testing::UnorderedElementsAre("stations", "stations-2", "a"));
    const auto broken = std::ranges::find(plan.config.layers, "stations", &layers::LayerConfig::id);
    EXPECT_EQ(broken->source, named[0]);
    const auto changed = std::ranges::find(plan.config.layers, "a", &layers::LayerConfig::id);
    EXPECT_EQ(changed->kind, Kind::station);
    before = std::move(plan);
  }
  folder.write("stations.geojson", R"({"type":"LineString","coordinates":[[1,2],[3,4]]})");
  EXPECT_NE(plan_layers(named, before).guesses.at(named[0]).stamp, "") << "it is read again";
  std::filesystem::remove(named[0]);
  EXPECT_THAT(ids_of(plan_layers(named, before)), testing::Contains("stations-2"));
}

TEST(Discovery, FolderOfBrokenFilesIsAPlanOfNothingElse) {
  const TestFolder folder;
  const auto path = folder.write("flood.gpkg", "");
  const auto plan = plan_layers({folder.path()});
  EXPECT_THAT(plan.config.layers, IsEmpty());
  EXPECT_THAT(plan.broken, ElementsAre(testing::StartsWith(path + ": ")));
}

TEST(Discovery, TitlesAreUtf8WhateverTheFileNameIs) {
  const TestFolder folder;
  folder.write("Orl\xE9"
               "ans.csv",
               "lon,lat\n1,2\n");
  EXPECT_EQ(plan_layers({folder.path()}).config.layers[0].title.at(""), "Orléans");
}

TEST(Discovery, ConfigurationIsReadAsOne) {
  const TestFolder folder;
  const auto text = R"({"layers":[{"id":"a","kind":"area","source":"a.shp"}]})";
  const auto named = folder.write("city.json", text);
  EXPECT_EQ(plan_layers({named}).config.file, named);
  const auto usual = folder.write("hazardmap.json", text);
  EXPECT_EQ(plan_layers({folder.path()}).config.file, usual);
  const auto plan = plan_layers({usual});
  EXPECT_THAT(ids_of(plan), ElementsAre("a"));
  EXPECT_THAT(plan.because, IsEmpty());
  const auto broken = folder.write("broken.json", R"({"layers":[)");
  EXPECT_THAT(error_of([&] { plan_layers({broken}); }), HasSubstr("is not JSON at line 1"));
}

constexpr auto osm_text = R"(<osm version="0.6">
  <node id="1" lat="21.00" lon="105.80"/>
  <node id="2" lat="21.01" lon="105.80"/>
  <node id="3" lat="21.01" lon="105.81"/>
  <node id="4" lat="21.02" lon="105.82"><tag k="amenity" v="fire_station"/><tag k="name" v="Đội 1"/></node>
  <node id="5" lat="21.03" lon="105.83"><tag k="emergency" v="fire_hydrant"/></node>
  <way id="10"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/><tag k="name" v="Đường Láng"/>
    <tag k="name:en" v="Lang Street"/><tag k="maxspeed" v="50"/><tag k="oneway" v="yes"/></way>
  <way id="11"><nd ref="2"/><nd ref="3"/><tag k="highway" v="footway"/></way>
  <way id="12"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="1"/>
    <tag k="building" v="yes"/><tag k="amenity" v="fire_station"/></way>
</osm>)";

TEST(Discovery, OpenStreetMapGivesRoadsStationsAndHydrants) {
  const TestFolder folder;
  const auto plan = plan_layers({folder.write("hanoi.osm", osm_text)});
  ASSERT_THAT(ids_of(plan), ElementsAre("roads", "hydrants", "fire-stations"));

  const auto roads = read_layer(plan.config.layers[0]);
  ASSERT_EQ(roads.size(), 1U) << "no footway";
  EXPECT_EQ(roads.json_text(0), R"("id":10,"properties":{"osm_id":"10","highway":"primary",)"
                                R"("name":"Đường Láng","name_en":"Lang Street",)"
                                R"("maxspeed":"50","oneway":"yes"})");
  EXPECT_EQ(read_layer(plan.config.layers[1]).id_text(0), "5");

  const auto stations = read_layer(plan.config.layers[2]);
  ASSERT_EQ(stations.size(), 2U);
  EXPECT_EQ(stations.id_text(0), "node/4");
  EXPECT_EQ(stations.id_text(1), "way/12");
  EXPECT_EQ(stations.geometry.points.size(), 2U) << "the building is one point";
}

TEST(Discovery, OpenStreetMapsStationsAreThoseInUse) {
  const TestFolder folder;
  std::string text = R"(<osm version="0.6">)";
  const auto add = [&](int id, const char* key, const char* value, const char* more = "") {
    text += fmt::format(R"(<node id="{0}" lat="21" lon="105.{0}"><tag k="{1}" v="{2}"/>{3}</node>)",
                        id, key, value, more);
  };
  for (const auto* value : {"fire_station", "fire_station;police", "police; fire_station",
                            "police;fire_station;ambulance"})
    add(static_cast<int>(text.size()), "amenity", value);
  add(2, "amenity", "volunteer_fire_station;police");
  add(3, "amenity", "fire_station", R"(<tag k="disused" v="yes"/>)");
  add(4, "amenity", "fire_station", R"(<tag k="abandoned" v="yes"/>)");
  add(5, "amenity", "fire_station", R"(<tag k="disused" v="no"/>)");
  add(6, "emergency", "fire_hydrant;water_tank");
  const auto plan = plan_layers({folder.write("a.osm", text + "</osm>")});
  ASSERT_THAT(ids_of(plan), ElementsAre("hydrants", "fire-stations"));
  EXPECT_EQ(read_layer(plan.config.layers[0]).size(), 1U);
  EXPECT_EQ(read_layer(plan.config.layers[1]).size(), 5U);
}

TEST(Discovery, OpenStreetMapIsKnownByItsFirstBytesToo) {
  const TestFolder folder;
  for (const auto* name : {"export.xml", "interpreter", "roads.osm.xml"}) // as Overpass names it
    EXPECT_THAT(ids_of(plan_layers({folder.write(name, osm_text)})),
                ElementsAre("roads", "hydrants", "fire-stations"))
        << name;
}

TEST(Discovery, WaterOfOpenStreetMapIsWater) {
  const TestFolder folder;
  const auto plan = plan_layers({folder.write("a.osm", R"(<osm version="0.6">
    <node id="1" lat="21.00" lon="105.80"/><node id="2" lat="21.01" lon="105.80"/>
    <node id="3" lat="21.01" lon="105.81"/>
    <way id="12"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="1"/>
      <tag k="natural" v="water"/></way></osm>)")});
  ASSERT_THAT(ids_of(plan), ElementsAre("water"));
  EXPECT_TRUE(layers::is_called_water(plan.config.layers[0]));
  const auto water = read_layer(plan.config.layers[0]);
  EXPECT_THAT(water.geometry.part_types, ElementsAre(geo::PartType::polygon));
}

TEST(Discovery, OpenStreetMapWithoutAnythingIsRefused) {
  const TestFolder folder;
  const auto path =
      folder.write("a.osm", "<osm version=\"0.6\"><node id=\"1\" lat=\"2\" lon=\"3\"/></osm>");
  EXPECT_EQ(error_of([&] { plan_layers({path}); }),
            path + ": no roads, fire stations, hydrants or water; check the file");
}

TEST(Discovery, OpenStreetMapThatIsEmptyGivesItsUsualLayers) {
  const TestFolder folder;
  const auto plan = plan_layers({folder.write("a.osm", "<osm version=\"0.6\"/>")});
  EXPECT_THAT(ids_of(plan),
              testing::UnorderedElementsAre("roads", "fire-stations", "hydrants", "water"));
}

} // namespace
