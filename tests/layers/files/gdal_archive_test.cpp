#include "layers/files/gdal_archive.hpp"

#include <cpl_conv.h>
#include <cpl_vsi.h>
#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "layers/sources/csv_reader.hpp"
#include "layers/sources/geojson_reader.hpp"
#include "layers/text/source_path.hpp"
#include "tests/support/gzip.hpp"
#include "tests/support/test_folder.hpp"

namespace {

using layers::gdal_path;
using layers::sources_in;
using testing::ElementsAre;
using testing::IsEmpty;

/// A .zip of files with a text each.
std::string write_zip(const TestFolder& folder, const std::string& name,
                      const std::vector<std::string>& files, const std::string& text = "x") {
  const auto path = folder.path(name);
  for (const auto& file : files) {
    auto* out = VSIFOpenL(("/vsizip/" + path + "/" + file).c_str(), "wb");
    EXPECT_EQ(VSIFWriteL(text.data(), 1, text.size(), out), text.size());
    VSIFCloseL(out);
  }
  return path;
}

TEST(Archive, TheFileWithLayersIsFoundAtAnyDepth) {
  const TestFolder folder;
  const auto path = write_zip(folder, "a.zip",
                              {"flood zones/flood.shp", "flood zones/flood.dbf", "readme.pdf",
                               "__MACOSX/flood zones/._flood.shp", "flood zones/.hidden.shp"});
  EXPECT_THAT(sources_in(path), ElementsAre(path + "/flood zones/flood.shp"));
  EXPECT_EQ(gdal_path(path), "/vsizip/" + path + "/flood zones/flood.shp");
  EXPECT_EQ(gdal_path(path + "/flood zones/flood.shp"),
            "/vsizip/" + path + "/flood zones/flood.shp");
  EXPECT_EQ(layers::inner_extension(path), "shp");
}

TEST(Archive, ShapefilesOfOneFolderAreTables) {
  const TestFolder folder;
  const auto path = write_zip(folder, "a.zip", {"d/a.shp", "d/b.shp", "d/a.dbf"});
  EXPECT_EQ(gdal_path(path), "/vsizip/" + path + "/d");
  const auto flat = write_zip(folder, "b.zip", {"a.shp", "b.shp", "a.dbf"});
  EXPECT_THAT(sources_in(flat), ElementsAre(flat + "/"));
  EXPECT_EQ(gdal_path(flat), "/vsizip/" + flat) << "it is no archive in another";
}

TEST(Archive, SeveralFilesAreNamed) {
  const TestFolder folder;
  const auto path = write_zip(folder, "a.zip", {"a.gpkg", "x/b.geojson", "notes.txt"});
  EXPECT_THAT(sources_in(path), ElementsAre(path + "/a.gpkg", path + "/x/b.geojson"));
  EXPECT_EQ(error_of([&] { gdal_path(path); }), path +
                                                    ": holds several files with layers; name one "
                                                    "of them: " +
                                                    path + "/a.gpkg, " + path + "/x/b.geojson");
}

TEST(Archive, OthersThatMayHoldLayersAreDoubtful) {
  const TestFolder folder;
  const auto path = write_zip(folder, "a.zip",
                              {"d/a.shp", "d/a.dbf", "d/a.shp.xml", "d/a.txt", "d/b.xlsx",
                               "c.geojson.gz", "more.tgz", "plan.pdf"});
  EXPECT_THAT(sources_in(path), ElementsAre(path + "/d/a.shp"));
  EXPECT_THAT(layers::doubtful_sources_in(path),
              ElementsAre(path + "/c.geojson.gz", path + "/d/b.xlsx", path + "/more.tgz"));
  EXPECT_EQ(gdal_path(path), "/vsizip/" + path + "/d/a.shp") << "alone it means what is sure";
  EXPECT_EQ(gdal_path(path + "/c.geojson.gz"), "/vsigzip//vsizip/" + path + "/c.geojson.gz");
  EXPECT_TRUE(layers::is_packed_in_archive(path + "/more.tgz"));
  EXPECT_FALSE(layers::is_packed_in_archive(path));
}

TEST(Archive, InAnotherOneItMustBeUnpacked) {
  const TestFolder folder;
  const auto path = write_zip(folder, "a.zip", {"d/inner.zip"});
  EXPECT_EQ(error_of([&] { gdal_path(path); }),
            path + ": holds another archive, " + path + "/d/inner.zip; unpack it");
}

TEST(Archive, WithoutLayersItSaysWhatItHas) {
  const TestFolder folder;
  const auto path = write_zip(folder, "a.zip", {"plan.pdf", "photo.jpg"});
  EXPECT_THAT(sources_in(path), IsEmpty());
  EXPECT_EQ(error_of([&] { gdal_path(path); }),
            path + ": holds no file with layers, only photo.jpg, plan.pdf");
  EXPECT_EQ(error_of([&] { gdal_path(folder.write("b.zip", "no archive")); }),
            folder.path("b.zip") + ": cannot be read as an archive, or is empty; pack it again");
}

layers::LayerConfig source_config(const std::string& source) {
  layers::LayerConfig config;
  config.source = source;
  return config;
}

TEST(Archive, TablesAndGeoJsonAreReadInArchivesAndCompressed) {
  const TestFolder folder;
  const std::string csv = "code,lon,lat\n007,1,2\n";
  const std::string geojson = R"({"type":"Feature","properties":{"n":12345678901234567890123},)"
                              R"("geometry":{"type":"Point","coordinates":[1,2]}})";
  for (const auto& source : {write_zip(folder, "a.zip", {"sub/a.csv"}, csv),
                             folder.write("b.csv.gz", support::gzip(csv))})
    EXPECT_EQ(layers::read_csv(source_config(source))->features.json,
              R"("id":1,"properties":{"code":"007"})");
  for (const auto& source : {write_zip(folder, "c.zip", {"a.geojson"}, geojson),
                             folder.write("d.geojson.gz", support::gzip(geojson))})
    EXPECT_EQ(layers::read_geojson(source_config(source))->features.json,
              R"("id":0,"properties":{"n":12345678901234567890123})");
}

TEST(Archive, WhatIsCompressedAndCutShortSaysSo) {
  const TestFolder folder;
  std::string rows = "n,lon,lat\n";
  for (int i = 0; i < 10'000; ++i)
    rows += std::to_string(i * 7919 % 10'007) + ",1,2\n";
  for (const auto* name : {"a.csv.gz", "a.geojson.gz"}) {
    folder.write(name, support::gzip(rows));
    const auto config = source_config(folder.truncate(name, 0.5));
    EXPECT_EQ(error_of([&] {
                layers::read_csv(config);
                layers::read_geojson(config);
              }),
              config.source + ": cannot be read; it is cut short or damaged: copy it again");
  }
}

TEST(Archive, ATarMayBeCompressed) {
  const TestFolder folder;
  const std::string text = "code,lon,lat\n007,1,2\n";
  std::string tar(512, '\0'); // a header of "a.csv" as POSIX has it, its text, an end
  tar.replace(0, 5, "a.csv");
  tar.replace(100, 7, "0000644");
  tar.replace(108, 7, "0000000");
  tar.replace(116, 7, "0000000");
  tar.replace(124, 11, "00000000025"); // 21 bytes
  tar.replace(136, 11, "00000000000");
  tar.replace(148, 8, "        ");
  tar[156] = '0';
  tar.replace(257, 5, "ustar");
  tar.replace(263, 2, "00");
  unsigned sum = 0;
  for (const char byte : tar)
    sum += static_cast<unsigned char>(byte);
  tar.replace(148, 7, fmt::format("{:06o}{}", sum, '\0'));
  tar += text;
  tar.resize(2048);
  for (const auto* name : {"a.tar.gz", "b.tgz"}) {
    const auto path = folder.write(name, support::gzip(tar));
    EXPECT_EQ(gdal_path(path), "/vsitar/" + path + "/a.csv");
    EXPECT_EQ(layers::read_csv(source_config(path))->features.json,
              R"("id":1,"properties":{"code":"007"})");
  }
}

TEST(Archive, NothingIsWrittenBesideCompressedFiles) {
  const TestFolder folder;
  const auto path = folder.write("b.csv.gz", support::gzip("code,lon,lat\n007,1,2\n"));
  EXPECT_TRUE(layers::read_csv(source_config(path)));
  EXPECT_STREQ(CPLGetConfigOption("CPL_VSIL_GZIP_WRITE_PROPERTIES", ""), "NO");
  EXPECT_FALSE(layers::path_exists(path + ".properties"));
}

TEST(Archive, TheFileBehindASourceIsTheArchive) {
  const TestFolder folder;
  const auto path = write_zip(folder, "a.zip", {"d/a.shp"});
  EXPECT_EQ(layers::file_behind(path + "/d/a.shp"), path);
  EXPECT_EQ(layers::file_behind("/vsizip/" + path + "/d/a.shp"), path);
  EXPECT_EQ(layers::file_behind(path), path);
  EXPECT_EQ(layers::file_behind("none.zip/a.shp"), "none.zip/a.shp");
  EXPECT_EQ(layers::archive_of("none.zip/a.shp"), "");
}

} // namespace
