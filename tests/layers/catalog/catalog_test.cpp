#include "layers/catalog/catalog.hpp"

#include <atomic>
#include <filesystem>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/test_folder.hpp"
#include "tests/support/wait_until.hpp"

namespace {

using layers::Layer;
using layers::LayerConfig;
using layers::LayerList;
using layers::open_layers;
using layers::reload;
using layers::source_stamp;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

LayerConfig layer_of(const std::string& id, const std::string& source) {
  LayerConfig config;
  config.id = id;
  config.source = source;
  return config;
}

std::string csv_of(int points) {
  std::string text = "lon,lat\n";
  for (int i = 0; i < points; ++i)
    text += "105,21\n";
  return text;
}

LayerList opened(const std::vector<LayerConfig>& configs) {
  LayerList list;
  for (const auto& result : open_layers(configs))
    list.push_back(result.layer);
  return list;
}

std::vector<std::size_t> sizes_of(const LayerList& list) {
  std::vector<std::size_t> sizes;
  for (const auto& layer : list)
    sizes.push_back(layer->features->size());
  return sizes;
}

TEST(OpenLayers, ResultsAreInTheOrderOfTheConfigurationsAndFailuresAmongThem) {
  const TestFolder folder;
  std::vector<LayerConfig> configs;
  for (int points = 1; points <= 10; ++points)
    configs.push_back(layer_of("a", folder.write(std::to_string(points) + ".csv", csv_of(points))));
  configs[4].source = folder.path("gone.csv");
  const auto results = open_layers(configs);
  ASSERT_EQ(results.size(), 10U);
  for (std::size_t i = 0; i < 10; ++i) {
    if (i == 4) {
      EXPECT_EQ(results[i].layer, nullptr);
      EXPECT_THAT(results[i].error, HasSubstr("gone.csv: no such file"));
    } else {
      EXPECT_EQ(results[i].layer->features->size(), i + 1);
      EXPECT_EQ(results[i].error, "");
    }
  }
}

TEST(SourceStamp, ChangesWithTheFileAndItsSidecarsOnly) {
  const TestFolder folder;
  const auto config = layer_of("a", folder.write("wards.shp", "1"));
  folder.write("wards.dbf", "1");
  const auto stamp = source_stamp(config.source);
  folder.write("roads.shp", "1");
  EXPECT_EQ(source_stamp(config.source), stamp) << "another source";
  folder.write("wards.dbf", "12");
  EXPECT_NE(source_stamp(config.source), stamp) << "a sidecar";
  EXPECT_EQ(source_stamp("PG:dbname=fire"), "") << "no file";
}

TEST(SourceStamp, ReadingADatabaseDoesNotChangeIt) {
  const TestFolder folder;
  const auto config = layer_of("a", folder.write("wards.gpkg", "1"));
  const auto stamp = source_stamp(config.source);
  folder.write("wards.gpkg-shm", "made by readers");
  folder.write("wards.gpkg-wal", "");
  EXPECT_EQ(source_stamp(config.source), stamp);
  folder.write("wards.gpkg-wal", "what a writer has not put into the file yet");
  EXPECT_NE(source_stamp(config.source), stamp);
}

TEST(SourceStamp, OfAFolderIsThatOfItsFiles) {
  const TestFolder folder;
  std::filesystem::create_directory(folder.path("wards.gdb"));
  const auto config = layer_of("a", folder.path("wards.gdb"));
  const auto stamp = source_stamp(config.source);
  folder.write("wards.gdb/a00000001.gdbtable", "1");
  EXPECT_NE(source_stamp(config.source), stamp);
}

TEST(Reload, ReadsOnlyWhatChanged) {
  const TestFolder folder;
  const std::vector<LayerConfig> configs = {layer_of("a", folder.write("a.csv", csv_of(1))),
                                            layer_of("b", folder.write("b.csv", csv_of(1)))};
  const auto old = opened(configs);
  folder.write("b.csv", csv_of(2));
  const auto reloaded = reload(old, configs, false);
  EXPECT_THAT(reloaded.reread, ElementsAre("b"));
  EXPECT_THAT(reloaded.errors, IsEmpty());
  EXPECT_EQ(reloaded.layers[0], old[0]);
  EXPECT_THAT(sizes_of(reloaded.layers), ElementsAre(1, 2));
}

TEST(Reload, ReadsALayerWhoseConfigurationChangedAndEverythingWhenAsked) {
  const TestFolder folder;
  std::vector<LayerConfig> configs = {layer_of("a", folder.write("a.csv", csv_of(1))),
                                      layer_of("b", folder.write("b.csv", csv_of(1)))};
  const auto old = opened(configs);
  configs[0].min_zoom = 5;
  EXPECT_THAT(reload(old, configs, false).reread, ElementsAre("a"));
  EXPECT_THAT(reload(old, configs, true).reread, ElementsAre("a", "b"));
}

TEST(Reload, ALayerThatFailsStaysAsItWas) {
  const TestFolder folder;
  const std::vector<LayerConfig> configs = {layer_of("a", folder.write("a.csv", csv_of(1)))};
  const auto old = opened(configs);
  std::filesystem::remove(folder.path("a.csv"));
  const auto reloaded = reload(old, configs, false);
  EXPECT_EQ(reloaded.layers.at(0)->features, old[0]->features);
  EXPECT_THAT(reloaded.reread, IsEmpty());
  EXPECT_THAT(reloaded.errors, ElementsAre(testing::EndsWith("; the layer stays as it was")));
}

TEST(Reload, ALayerThatFailsIsStaleUntilItsFileIsMended) {
  const TestFolder folder;
  const std::vector<LayerConfig> configs = {layer_of("a", folder.write("a.csv", csv_of(1)))};
  const auto first = opened(configs);
  EXPECT_FALSE(first[0]->stale);
  folder.write("a.csv", "broken");
  const auto broken = reload(first, configs, false).layers;
  ASSERT_TRUE(broken[0]->stale);
  EXPECT_THAT(broken[0]->stale->reason, HasSubstr("a.csv: no coordinate columns among broken"));
  EXPECT_EQ(broken[0]->features, first[0]->features);
  EXPECT_EQ(broken[0]->read_at, first[0]->read_at);
  folder.write("a.csv", "still broken");
  const auto still = reload(broken, configs, false).layers;
  EXPECT_EQ(still[0]->stale->since, broken[0]->stale->since);
  EXPECT_THAT(still[0]->stale->reason, HasSubstr("still broken"));
  folder.write("a.csv", csv_of(2));
  EXPECT_FALSE(reload(still, configs, false).layers[0]->stale);
}

TEST(Reload, AnOldFileThatComesBackMendsItsLayer) {
  const TestFolder folder;
  const std::vector<LayerConfig> configs = {layer_of("a", folder.write("a.csv", csv_of(1)))};
  const auto first = opened(configs);
  std::filesystem::rename(folder.path("a.csv"), folder.path("kept"));
  const auto broken = reload(first, configs, false).layers;
  ASSERT_TRUE(broken[0]->stale);
  std::filesystem::rename(folder.path("kept"), folder.path("a.csv"));
  EXPECT_FALSE(reload(broken, configs, false).layers[0]->stale);
}

TEST(Reload, ALayerThatIsEmptiedIsEmpty) {
  const TestFolder folder;
  const std::vector<LayerConfig> configs = {layer_of("a", folder.write("a.csv", csv_of(1)))};
  const auto old = opened(configs);
  folder.write("a.csv", csv_of(0));
  const auto reloaded = reload(old, configs, false);
  EXPECT_THAT(reloaded.errors, IsEmpty());
  EXPECT_THAT(sizes_of(reloaded.layers), ElementsAre(0));
}

TEST(Reload, ANewLayerThatFailsIsLeftOut) {
  const TestFolder folder;
  const auto reloaded = reload({}, {layer_of("a", folder.path("a.csv"))}, false);
  EXPECT_THAT(reloaded.layers, IsEmpty());
  EXPECT_THAT(reloaded.errors, ElementsAre(testing::EndsWith("; it is not served")));
}

TEST(Reload, ALayerWhoseSourceChangesMeanwhileStaysAsItWas) {
  const TestFolder folder;
  const std::vector<LayerConfig> configs = {layer_of("a", folder.write("a.csv", csv_of(20'000)))};
  const auto old = opened(configs);
  std::atomic<bool> stop = false;
  std::jthread writer([&] {
    std::string text;
    while (!stop)
      folder.write("a.txt", text += 'x'); // beside the source: what is read stays whole
  });
  std::vector<std::string> errors;
  support::wait_until([&] { // the writer may rest through one reload, not through all
    const auto reloaded = reload(old, configs, true);
    errors = reloaded.errors;
    EXPECT_EQ(reloaded.layers.front()->stale.has_value(), !errors.empty());
    return !errors.empty();
  });
  stop = true;
  EXPECT_THAT(errors, ElementsAre(HasSubstr("a.csv: changed while it was read; it is read again "
                                            "once it stays the same; the layer stays as it was")));
}

TEST(Catalog, ASnapshotOutlivesTheMapThatFollowsIt) {
  const TestFolder folder;
  layers::Catalog catalog({{}, opened({layer_of("a", folder.write("a.csv", csv_of(1)))})});
  const auto before = catalog.snapshot();
  catalog.publish({{}, opened({layer_of("a", folder.write("a.csv", csv_of(2)))})});
  EXPECT_THAT(sizes_of(before->layers), ElementsAre(1));
  EXPECT_THAT(sizes_of(catalog.snapshot()->layers), ElementsAre(2));
}

} // namespace
