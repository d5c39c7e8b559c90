#include "server/loading/source_watch.hpp"

#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/test_folder.hpp"

namespace {

using server::SourceWatch;

/// A watched layer; each write makes its file longer, so that no clock decides whether it is
/// another.
struct Watched {
  Watched() {
    write();
    config.layers.emplace_back().source = path;
    watch.start(config);
  }

  void write() { folder.write("flood.csv", text += "105,21\n"); }
  bool look() { return watch.has_settled_change(config); }

  TestFolder folder;
  std::string text = "lon,lat\n";
  std::string path = folder.path("flood.csv");
  layers::Config config;
  SourceWatch watch;
};

TEST(SourceWatch, ANewFileOfAServedFolderIsAChange) {
  TestFolder folder;
  folder.write("flood.csv", "lon,lat\n");
  SourceWatch watch;
  watch.start({}, {folder.path()});
  EXPECT_FALSE(watch.has_settled_change({}));
  folder.write("wards.csv", "lon,lat\n");
  EXPECT_FALSE(watch.has_settled_change({}));
  EXPECT_TRUE(watch.has_settled_change({}));
}

TEST(SourceWatch, WhatStaysTheSameIsNoChange) {
  Watched watched;
  EXPECT_FALSE(watched.look());
  EXPECT_FALSE(watched.look());
}

TEST(SourceWatch, AChangeIsToldOnceAtTheSecondLook) {
  Watched watched;
  watched.write();
  EXPECT_FALSE(watched.look());
  EXPECT_TRUE(watched.look());
  EXPECT_FALSE(watched.look());
}

TEST(SourceWatch, AFileThatIsBeingWrittenIsLeftInPeace) {
  Watched watched;
  for (int i = 0; i < 15; ++i) {
    watched.write();
    EXPECT_FALSE(watched.look());
  }
  EXPECT_TRUE(watched.look());
}

TEST(SourceWatch, AFileThatGoesOrComesBackIsAChange) {
  Watched watched;
  std::filesystem::remove(watched.path);
  EXPECT_FALSE(watched.look());
  EXPECT_TRUE(watched.look());
  watched.write();
  EXPECT_FALSE(watched.look());
  EXPECT_TRUE(watched.look());
}

TEST(SourceWatch, OfManyLayersInAFolderAnyChangeIsOne) {
  const TestFolder folder;
  layers::Config config;
  for (const std::string name : {"a.shp", "b.gpkg", "c.csv"})
    config.layers.emplace_back().source = folder.write(name, "1");
  SourceWatch watch;
  watch.start(config);
  for (const std::string changed : {"a.dbf", "a.prj", "b.gpkg-wal", "b.gpkg", "c.csv"}) {
    folder.write(changed, "12");
    EXPECT_FALSE(watch.has_settled_change(config)) << changed;
    EXPECT_TRUE(watch.has_settled_change(config)) << changed;
  }
  folder.write("d.csv", "1");
  EXPECT_FALSE(watch.has_settled_change(config));
  EXPECT_FALSE(watch.has_settled_change(config)) << "of no layer";
}

TEST(SourceWatch, WhatIsReadOnceMoreAnywayIsNoChangeAfterwards) {
  Watched watched;
  watched.write();
  EXPECT_FALSE(watched.look());
  watched.watch.start(watched.config);
  EXPECT_FALSE(watched.look());
}

} // namespace
