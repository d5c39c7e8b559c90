#include "geo/threads/kept_values.hpp"

#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/wait_until.hpp"

namespace {

using geo::KeptValues;

struct Value {
  int number = 0;
  std::size_t size = 0;

  std::size_t bytes() const { return size; }
};

/// Room for `count` values of 1000 bytes with keys of one letter.
KeptValues room_for(std::size_t count) {
  return KeptValues(count * (1000 + KeptValues::entry_bytes + 2));
}

int get(KeptValues& kept, const std::string& key, int number, std::size_t size = 1000,
        std::vector<std::string> made_of = {}) {
  return kept.get<Value>({key, std::move(made_of)},
                         [&] {
                           return Value{number, size};
                         },
                         {})
      ->number;
}

TEST(KeptValues, WhatIsKeptIsNotMadeAgain) {
  auto kept = room_for(2);
  EXPECT_EQ(get(kept, "a", 1), 1);
  EXPECT_EQ(get(kept, "a", 2), 1);
  EXPECT_EQ(get(kept, "b", 3), 3);
  EXPECT_EQ(kept.count(), 2U);
}

TEST(KeptValues, WhatWasUsedLongestAgoMakesRoom) {
  auto kept = room_for(2);
  get(kept, "a", 1);
  get(kept, "b", 1);
  get(kept, "a", 2); // used again
  get(kept, "c", 1);
  EXPECT_EQ(get(kept, "a", 3), 1);
  EXPECT_EQ(get(kept, "b", 3), 3);
  EXPECT_EQ(kept.count(), 2U);
}

TEST(KeptValues, BytesAreCountedAndWhatIsLargerThanTheWholeIsNotKept) {
  auto kept = room_for(3);
  get(kept, "a", 1);
  get(kept, "b", 1);
  EXPECT_EQ(kept.bytes(), 2 * (1000 + KeptValues::entry_bytes + 2));
  EXPECT_EQ(get(kept, "l", 7, 1'000'000), 7);
  EXPECT_EQ(get(kept, "l", 8, 1'000'000), 8);
  EXPECT_EQ(kept.count(), 2U);
  get(kept, "w", 1, 3000); // room for nothing else
  EXPECT_EQ(kept.count(), 1U);
  EXPECT_LE(kept.bytes(), 3 * (1000 + KeptValues::entry_bytes + 2));
}

TEST(KeptValues, WhatIsMadeOfThingsThatAreGoneIsForgotten) {
  auto kept = room_for(5);
  get(kept, "a", 1, 1000, {"roads 1"});
  get(kept, "b", 1, 1000, {"roads 1", "people 1"});
  get(kept, "c", 1, 1000, {"roads 1", "people 2"});
  get(kept, "d", 1);
  kept.forget_others({"roads 1", "people 2", "wards 1"});
  EXPECT_EQ(kept.count(), 3U);
  EXPECT_EQ(get(kept, "b", 2), 2);
  kept.forget_others({});
  EXPECT_EQ(get(kept, "a", 2), 2);
  EXPECT_EQ(get(kept, "d", 2), 1);
}

TEST(KeptValues, WhoHasAValueKeepsItWhenItIsForgotten) {
  KeptValues kept(10'000);
  const auto value = kept.get<Value>({"a", {"x"}}, [] { return Value{5, 10}; }, {});
  kept.forget_others({});
  EXPECT_EQ(kept.bytes(), 0U);
  EXPECT_EQ(value->number, 5);
}

TEST(KeptValues, AnErrorReachesWhoAsksAndIsNotKept) {
  KeptValues kept(10'000);
  const auto fail = [&] {
    return kept.get<Value>({"a", {}}, []() -> Value { throw std::runtime_error("no"); }, {});
  };
  EXPECT_THROW(fail(), std::runtime_error);
  EXPECT_EQ(get(kept, "a", 4), 4);
}

TEST(KeptValues, ManyWhoAskAtOnceHaveItMadeOnce) {
  KeptValues kept(10'000);
  std::atomic<int> made = 0;
  std::atomic<bool> may_end = false;
  const auto make = [&] {
    EXPECT_TRUE(support::wait_until([&] { return may_end.load(); }));
    return Value{++made, 10};
  };
  std::vector<std::jthread> threads;
  for (int i = 0; i < 16; ++i)
    threads.emplace_back([&] { EXPECT_EQ(kept.get<Value>({"a", {}}, make, {})->number, 1); });
  may_end = true;
  threads.clear();
  EXPECT_EQ(made, 1);
}

TEST(KeptValues, AValueMayNeedOthers) {
  KeptValues kept(10'000);
  const auto outer = kept.get<Value>({"outer", {}},
                                     [&] {
                                       return Value{get(kept, "inner", 2, 10) * 10, 10};
                                     },
                                     {});
  EXPECT_EQ(outer->number, 20);
  EXPECT_EQ(get(kept, "inner", 9, 10), 2);
}

} // namespace
