#include "layers/features/layer_change.hpp"

#include <map>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using layers::FeatureChange;
using layers::FeatureSet;
using layers::Layer;
using layers::SourceFeatures;
using LayerPtr = std::shared_ptr<const Layer>;

/// A feature as a test knows it.
struct Dot {
  std::string id;
  geo::LonLat at;
  int level = 0;
};

void append(SourceFeatures& features, const Dot& dot) {
  features.geometry.add_point(dot.at);
  features.json +=
      "\"id\":\"" + dot.id + "\",\"properties\":{\"level\":" + std::to_string(dot.level) + "}";
  features.end_feature();
}

SourceFeatures features_of(const std::vector<Dot>& dots) {
  SourceFeatures features;
  for (const auto& dot : dots)
    append(features, dot);
  return features;
}

LayerPtr layer_of(const std::vector<Dot>& dots) {
  auto layer = std::make_shared<Layer>();
  layer->config.id = "dots";
  layer->features = layers::build_feature_set(features_of(dots));
  return layer;
}

LayerPtr changed(const LayerPtr& layer, const std::vector<Dot>& put,
                 std::vector<std::string> removed = {}) {
  return layers::with_change(*layer, std::make_shared<const FeatureChange>(
                                         FeatureChange{features_of(put), std::move(removed)}));
}

std::vector<std::string> ids_in(const SourceFeatures& features) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < features.size(); ++i)
    ids.push_back(features.id_text(i));
  return ids;
}

const geo::Box world{-180, -90, 180, 90};

std::vector<std::string> ids_of(const LayerPtr& layer) {
  return ids_in(layers::features_in(*layer, world));
}

const std::vector<Dot> three{{"a", {1, 1}}, {"b", {2, 2}}, {"c", {3, 3}}};

TEST(LayerChange, ANewStateTakesThePlaceOfTheOldOneAndNewOnesFollow) {
  const auto layer = changed(layer_of(three), {{"d", {4, 4}}, {"b", {9, 9}, 5}});
  EXPECT_THAT(ids_of(layer), testing::ElementsAre("a", "b", "c", "d"));
}

TEST(LayerChange, WhatIsRemovedIsGoneAndWhatIsNotThereIsNoError) {
  const auto layer = changed(layer_of(three), {}, {"a", "nobody"});
  EXPECT_THAT(ids_of(layer), testing::ElementsAre("b", "c"));
  EXPECT_THAT(ids_of(changed(layer, {{"e", {0, 0}}}, {"c"})), testing::ElementsAre("b", "e"));
  EXPECT_THAT(ids_of(changed(changed(layer, {{"e", {0, 0}}}), {}, {"e"})),
              testing::ElementsAre("b", "c"));
}

TEST(LayerChange, PointsKeepTheirHeights) {
  auto base = features_of(three);
  base.heights_m = {10, 20}; // "c" says none
  auto layer = std::make_shared<Layer>();
  layer->features = layers::build_feature_set(std::move(base));
  auto step = features_of({{"d", {4, 4}}, {"b", {9, 9}}});
  step.heights_m = {40, 50};
  const auto next = layers::merged(*layers::with_change(
      *layer, std::make_shared<const FeatureChange>(FeatureChange{std::move(step), {}})));
  EXPECT_THAT(next->features->heights_m, testing::ElementsAre(10, 50, testing::IsNan(), 40));
}

TEST(LayerChange, TheLayerBeforeItStaysAsItWas) {
  const auto before = layer_of(three);
  const auto first = changed(before, {{"b", {5, 5}}});
  const auto second = changed(first, {}, {"b"});
  EXPECT_EQ(before->change, nullptr);
  EXPECT_EQ(first->features, before->features);
  EXPECT_THAT(ids_of(first), testing::ElementsAre("a", "b", "c"));
  EXPECT_THAT(ids_of(second), testing::ElementsAre("a", "c"));
}

TEST(LayerChange, PlacesWhereSomethingIsOrWasAreTouched) {
  const auto layer = changed(layer_of(three), {{"b", {5, 5}}}, {"c"});
  const auto touched = [&](double at) {
    return layers::touches(*layer->change, {at - 0.1, at - 0.1, at + 0.1, at + 0.1});
  };
  EXPECT_TRUE(touched(2)) << "it was here";
  EXPECT_TRUE(touched(5)) << "it is here";
  EXPECT_TRUE(touched(3)) << "it is gone";
  EXPECT_FALSE(touched(1));
}

TEST(LayerChange, AVersionTellsStepsApart) {
  const auto layer = layer_of(three);
  const auto version = [&](const std::vector<Dot>& put, const std::vector<std::string>& removed) {
    return changed(layer, put, removed)->change->version;
  };
  EXPECT_EQ(version({{"b", {5, 5}}}, {"a"}), version({{"b", {5, 5}}}, {"a"}));
  EXPECT_NE(version({{"b", {5, 5}}}, {"a"}), version({{"b", {5, 5}}}, {}));
  EXPECT_NE(version({{"b", {5, 5}}}, {"a"}), version({{"b", {5, 6}}}, {"a"}));
  EXPECT_NE(version({}, {"a", "b"}), version({}, {"ab"}));
}

/// The plain way: a list in which ids are looked for.
void apply(std::vector<Dot>& dots, const std::vector<Dot>& put,
           const std::vector<std::string>& removed) {
  for (const auto& id : removed)
    std::erase_if(dots, [&](const Dot& dot) { return dot.id == id; });
  for (const auto& dot : put) {
    const auto same = std::ranges::find(dots, dot.id, &Dot::id);
    if (same == dots.end())
      dots.push_back(dot);
    else
      *same = dot;
  }
}

TEST(LayerChange, MergedTheLayerIsAsIfItHadBeenReadLikeThat) {
  for (unsigned seed = 1; seed <= 30; ++seed) {
    std::mt19937 random(seed);
    const auto pick = [&](int below) {
      return static_cast<int>(random() % static_cast<unsigned>(below));
    };
    const auto random_dot = [&](int ids) {
      return Dot{std::to_string(pick(ids)), {pick(360) - 180.0, pick(170) - 85.0}, pick(5)};
    };
    std::vector<Dot> dots;
    for (int i = 0; i < 40; ++i)
      dots.push_back({std::to_string(i), {pick(360) - 180.0, pick(170) - 85.0}, pick(5)});
    auto layer = layer_of(dots);
    // What was removed and comes again takes its old place; the plain way puts it behind all.
    std::vector<std::string> used;
    for (int step = 0; step < 10; ++step) {
      std::vector<Dot> put;
      std::vector<std::string> removed;
      for (int i = pick(4); i > 0; --i)
        if (const auto dot = random_dot(60); std::ranges::find(used, dot.id) == used.end())
          put.push_back(dot);
      for (int i = pick(3); i > 0; --i)
        removed.push_back(std::to_string(pick(60)));
      for (const auto& id : removed) {
        used.push_back(id);
        std::erase_if(put, [&](const Dot& dot) { return dot.id == id; });
      }
      layer = changed(layer, put, removed);
      apply(dots, put, removed);
      std::vector<std::string> now = ids_of(layer);
      std::vector<std::string> expected;
      for (const auto& dot : dots)
        expected.push_back(dot.id);
      ASSERT_EQ(now, expected) << "seed " << seed << ", step " << step;
    }
    const auto whole = layers::merged(*layer);
    EXPECT_EQ(whole->change, nullptr);
    EXPECT_EQ(whole->features->version, layer_of(dots)->features->version) << "seed " << seed;
  }
}

TEST(LayerChange, StepsThatCameWhileItWasMergedAreNotLost) {
  const auto begun = changed(layer_of(three), {{"b", {5, 5}, 1}});
  const auto fresh = layers::merged(*begun);
  const auto now = changed(changed(begun, {{"e", {6, 6}}}), {}, {"a"});
  const auto layer = layers::caught_up(fresh, *begun, *now);
  EXPECT_EQ(layer->features, fresh->features);
  EXPECT_EQ(layer->change->steps.size(), 2U);
  EXPECT_EQ(ids_of(layer), ids_of(now));
  EXPECT_EQ(layers::caught_up(fresh, *begun, *begun), fresh);
}

} // namespace
