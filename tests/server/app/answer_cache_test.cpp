#include "server/app/answer_cache.hpp"

#include <atomic>
#include <future>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "geo/error.hpp"
#include "tests/support/decompress.hpp"
#include "tests/support/threads.hpp"
#include "tests/support/wait_until.hpp"

namespace {

using server::AnswerCache;
using server::Encoding;

constexpr std::size_t plenty_bytes = 1'000'000;

/// Asks for a text of a length, as it is; true when it had to be made.
bool makes(AnswerCache& cache, const std::string& key, std::size_t bytes = 1000) {
  bool is_made = false;
  cache.get(key, Encoding::identity,
            [&] {
              is_made = true;
              return std::string(bytes, 'x');
            },
            {});
  return is_made;
}

/// What one entry of makes() counts: key, blank, "identity", body, overhead.
std::size_t counted_bytes(const std::string& key, std::size_t bytes = 1000) {
  return key.size() + 1 + std::string("identity").size() + bytes + AnswerCache::entry_bytes;
}

TEST(AnswerCache, WhatWasMadeIsKept) {
  AnswerCache cache(plenty_bytes);
  EXPECT_FALSE(cache.find("a", Encoding::identity));
  EXPECT_TRUE(makes(cache, "a"));
  EXPECT_FALSE(makes(cache, "a"));
  EXPECT_EQ(cache.find("a", Encoding::identity)->body->size(), 1000U);
  EXPECT_FALSE(cache.find("a", Encoding::br));
  EXPECT_FALSE(cache.find("b", Encoding::identity));
}

TEST(AnswerCache, NeverCountsMoreThanItMay) {
  AnswerCache cache(10'000);
  for (int i = 0; i < 100; ++i) {
    makes(cache, std::to_string(i), static_cast<std::size_t>(i) * 37);
    EXPECT_LE(cache.stats().bytes, 10'000U);
  }
}

TEST(AnswerCache, KeysAndBodiesAreCounted) {
  AnswerCache cache(plenty_bytes);
  makes(cache, "a", 500);
  makes(cache, std::string(300, 'k'), 700);
  EXPECT_EQ(cache.stats().entries, 2U);
  EXPECT_EQ(cache.stats().bytes,
            counted_bytes("a", 500) + counted_bytes(std::string(300, 'k'), 700));
}

TEST(AnswerCache, ForgetsFirstWhatWasAskedForLongestAgo) {
  AnswerCache cache(3 * counted_bytes("a"));
  makes(cache, "a");
  makes(cache, "b");
  makes(cache, "c");
  EXPECT_TRUE(cache.find("a", Encoding::identity)); // b is now the oldest
  EXPECT_FALSE(makes(cache, "c"));
  makes(cache, "d");
  EXPECT_FALSE(cache.find("b", Encoding::identity));
  EXPECT_TRUE(cache.find("a", Encoding::identity));
  EXPECT_TRUE(cache.find("c", Encoding::identity));
  EXPECT_TRUE(cache.find("d", Encoding::identity));
  EXPECT_EQ(cache.stats().evictions, 1U);
}

TEST(AnswerCache, WhatIsForgottenIsWholeForWhoHasIt) {
  AnswerCache cache(counted_bytes("a"));
  makes(cache, "a");
  const auto held = cache.find("a", Encoding::identity);
  makes(cache, "b");
  EXPECT_FALSE(cache.find("a", Encoding::identity));
  EXPECT_EQ(*held->body, std::string(1000, 'x'));
}

TEST(AnswerCache, WhatIsLargerThanAllOfItIsAnsweredButNotKept) {
  AnswerCache cache(counted_bytes("a"));
  makes(cache, "a");
  EXPECT_TRUE(makes(cache, "b", 1001));
  EXPECT_TRUE(makes(cache, "b", 1001));
  EXPECT_TRUE(cache.find("a", Encoding::identity)); // and nothing had to go for it
}

TEST(AnswerCache, ClearedItKeepsNothingAndGoesOn) {
  AnswerCache cache(plenty_bytes);
  makes(cache, "a");
  cache.clear();
  EXPECT_EQ(cache.stats().bytes, 0U);
  EXPECT_EQ(cache.stats().entries, 0U);
  EXPECT_TRUE(makes(cache, "a"));
  EXPECT_FALSE(makes(cache, "a"));
}

TEST(AnswerCache, WithoutBytesItKeepsNothing) {
  AnswerCache cache(0);
  EXPECT_TRUE(makes(cache, "a", 0));
  EXPECT_TRUE(makes(cache, "a", 0));
  EXPECT_EQ(cache.stats().entries, 0U);
}

TEST(AnswerCache, EveryEncodingHoldsTheSameText) {
  AnswerCache cache(plenty_bytes);
  std::string text;
  for (int i = 0; i < 10'000; ++i)
    text += std::to_string(i * i) + ",";
  for (int round = 0; round < 2; ++round) // made, then kept
    for (const auto encoding : server::all_encodings) {
      const auto answer = cache.get("a", encoding, [&] { return text; }, {});
      EXPECT_EQ(answer.encoding, encoding);
      EXPECT_EQ(support::decompress(*answer.body, encoding, text.size()), text);
    }
  EXPECT_EQ(cache.stats().entries, 4U);
  EXPECT_EQ(cache.stats().misses, 4U);
  EXPECT_EQ(cache.stats().hits, 4U);
}

TEST(AnswerCache, WhatIsKeptAsItIsIsCompressedWithoutBeingMadeAgain) {
  AnswerCache cache(plenty_bytes);
  makes(cache, "a", 5000);
  const auto answer = cache.get("a", Encoding::gzip,
                                []() -> std::string { throw std::logic_error("made again"); }, {});
  EXPECT_EQ(answer.encoding, Encoding::gzip);
}

TEST(AnswerCache, AHundredClientsOfAnyEncodingsHaveAColdTileMadeOnce) {
  AnswerCache cache(plenty_bytes);
  std::atomic<int> made = 0;
  std::latch let_go(1);
  std::vector<std::future<std::size_t>> sizes;
  for (std::size_t i = 0; i < 100; ++i)
    sizes.push_back(std::async(std::launch::async, [&, i] {
      const auto encoding = server::all_encodings[i % server::all_encodings.size()];
      const auto answer = cache.get("a", encoding,
                                    [&] {
                                      ++made;
                                      let_go.wait();
                                      return std::string(5000, 'x');
                                    },
                                    {});
      return support::decompress(*answer.body, encoding, 5000).size();
    }));
  EXPECT_TRUE(support::wait_until(support::all_others_wait));
  let_go.count_down();
  for (auto& size : sizes)
    EXPECT_EQ(size.get(), 5000U);
  EXPECT_EQ(made, 1);
  EXPECT_EQ(cache.stats().misses, 4U); // one for each encoding
  EXPECT_EQ(cache.stats().hits, 96U);
}

TEST(AnswerCache, AnErrorIsNotKept) {
  AnswerCache cache(plenty_bytes);
  EXPECT_THROW(cache.get("a", Encoding::br,
                         []() -> std::string { geo::fail(geo::ErrorKind::internal, "broken"); },
                         {}),
               geo::Error);
  EXPECT_TRUE(makes(cache, "a"));
}

TEST(AnswerCache, ManyThreadsMayUseIt) {
  AnswerCache cache(20 * counted_bytes("10"));
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&cache, t] {
      for (int i = 0; i < 2000; ++i) {
        const auto key = std::to_string((i * (t + 1)) % 40);
        const auto answer =
            cache.get(key, Encoding::identity, [&] { return key + std::string(900, 'x'); }, {});
        EXPECT_EQ(answer.body->substr(0, key.size()), key);
      }
    });
  threads.clear();
  const auto stats = cache.stats();
  EXPECT_EQ(stats.hits + stats.misses, 8000U);
  EXPECT_LE(stats.bytes, 20 * counted_bytes("10"));
}

} // namespace
