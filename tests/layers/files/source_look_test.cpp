#include "layers/files/source_look.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/test_folder.hpp"

namespace {

using layers::SourceLook;
using testing::ElementsAre;

/// The rule as it is said: the same name with another or a longer ending.
bool belongs_to(const std::string& source, const std::string& name) {
  const std::filesystem::path path(source);
  return std::filesystem::path(name).stem() == path.stem() || name.starts_with(source);
}

std::vector<std::string> belonging(const std::string& source, std::vector<std::string> names) {
  std::erase_if(names, [&](const auto& name) { return !belongs_to(source, name); });
  std::ranges::sort(names);
  return names;
}

std::vector<std::string> names_of(const std::vector<std::string>& files) {
  std::vector<std::string> names;
  for (const auto& file : files)
    names.push_back(std::filesystem::path(file).filename().string());
  return names;
}

/// Names that begin alike, of short parts.
std::string drawn_name(std::mt19937& random) {
  const auto one_of = [&](const std::vector<std::string>& parts) {
    return parts[random() % parts.size()];
  };
  return one_of({"a", "ab", "a.b", "a1", "a10", ".a", "b"}) +
         one_of({"", ".shp", ".dbf", ".gpkg", ".gpkg-wal", ".shp.xml", ".", ".b.csv"});
}

std::vector<std::string> drawn_names(std::mt19937& random) {
  std::set<std::string> names;
  for (int i = 0; i < 20; ++i)
    names.insert(drawn_name(random));
  return {names.begin(), names.end()};
}

TEST(SourceLook, FindsTheFilesOfEachSourceOfDrawnFolders) {
  std::mt19937 random(1);
  for (int round = 0; round < 50; ++round) {
    const TestFolder folder;
    const auto names = drawn_names(random);
    for (const auto& name : names)
      folder.write(name, "1");
    SourceLook look;
    for (const auto& name : names)
      EXPECT_EQ(names_of(look.files_of(folder.path(name))), belonging(name, names)) << name;
  }
}

/// Source by source: whether its stamp is another than before.
std::vector<bool> changes(std::map<std::string, std::string>& stamps, const TestFolder& folder,
                          const std::vector<std::string>& sources) {
  SourceLook look;
  std::vector<bool> changed;
  for (const auto& source : sources) {
    const auto stamp = look.stamp(folder.path(source));
    changed.push_back(stamp != stamps[source]);
    stamps[source] = stamp;
  }
  return changed;
}

/// Writes, lengthens or removes a file; its new length.
std::size_t change(const TestFolder& folder, const std::string& name, std::size_t length,
                   std::mt19937& random) {
  if (length > 0 && random() % 2 == 0) {
    std::filesystem::remove(folder.path(name));
    return 0;
  }
  folder.write(name, std::string(length + 1, 'x'));
  return length + 1;
}

TEST(SourceLook, StampsChangeWithTheFilesOfASourceAndWithNoOthers) {
  std::mt19937 random(2);
  const TestFolder folder;
  const auto names = drawn_names(random);
  std::map<std::string, std::size_t> lengths; // 0: not there
  std::map<std::string, std::string> stamps;
  for (int step = 0; step < 300; ++step) {
    const auto& changed = names[random() % names.size()];
    const auto before = lengths;
    lengths[changed] = change(folder, changed, lengths[changed], random);
    const auto seen = changes(stamps, folder, names);
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto& source = names[i];
      const bool was_there = before.contains(source) && before.at(source) > 0;
      const bool is_there = lengths[source] > 0;
      const bool expected = was_there != is_there || (is_there && belongs_to(source, changed));
      EXPECT_EQ(seen[i], expected) << source << " when " << changed << " changed";
    }
  }
}

TEST(SourceLook, ListsAFolderOnceForAllSourcesInIt) {
  const TestFolder folder;
  folder.write("a.shp", "1");
  folder.write("b.shp", "1");
  SourceLook look;
  EXPECT_THAT(names_of(look.files_of(folder.path("a.shp"))), ElementsAre("a.shp"));
  folder.write("b.dbf", "1");
  EXPECT_THAT(names_of(look.files_of(folder.path("b.shp"))), ElementsAre("b.shp"))
      << "came after the folder was listed";
  EXPECT_THAT(names_of(SourceLook().files_of(folder.path("b.shp"))), ElementsAre("b.dbf", "b.shp"));
}

TEST(SourceLook, ExaminesAFileOnceForTheLayersInIt) {
  const TestFolder folder;
  const auto file = folder.write("a.gpkg", "1");
  SourceLook look;
  const auto stamp = look.stamp(file);
  folder.write("a.gpkg", "12");
  EXPECT_EQ(look.stamp(file), stamp) << "changed after the file was examined";
  EXPECT_NE(SourceLook().stamp(file), stamp);
}

TEST(SourceLook, AFolderIsTheFilesInItHoweverItIsSpelled) {
  const TestFolder folder;
  std::filesystem::create_directory(folder.path("data"));
  folder.write("data/b.csv", "1");
  folder.write("data/a.csv", "1");
  SourceLook look;
  EXPECT_THAT(names_of(look.files_of(folder.path("data"))), ElementsAre("a.csv", "b.csv"));
  EXPECT_THAT(names_of(look.files_of(folder.path("data/"))), ElementsAre("a.csv", "b.csv"));
  EXPECT_EQ(look.stamp(folder.path("data")), look.stamp(folder.path("data/")));
}

TEST(SourceLook, OfAFileWithoutAFolderThatIsTheWorkingFolder) {
  const TestFolder folder;
  folder.write("a.shp", "1");
  folder.write("a.dbf", "1");
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  EXPECT_THAT(SourceLook().files_of("a.shp"), ElementsAre("a.dbf", "a.shp"));
  EXPECT_NE(SourceLook().stamp("a.shp"), "");
  std::filesystem::current_path(before);
}

TEST(SourceLook, WhatIsNotThereHasNoStamp) {
  const TestFolder folder;
  folder.write("a.dbf", "1");
  std::filesystem::create_symlink("nowhere", folder.path("b.shp"));
  SourceLook look;
  EXPECT_EQ(look.stamp(folder.path("a.shp")), "") << "only what belongs to it is there";
  EXPECT_EQ(look.stamp(folder.path("b.shp")), "") << "a link that leads nowhere";
  EXPECT_EQ(look.stamp(folder.path("gone/a.shp")), "");
}

} // namespace
