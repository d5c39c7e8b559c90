#include "server/http/accept_encoding.hpp"

#include <random>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace {

using server::Encoding;

Encoding best(const std::string& accepted) {
  return server::best_encoding({{"Accept-Encoding", accepted}});
}

TEST(AcceptEncoding, TheExamplesOfTheStandard) { // RFC 9110 section 12.5.3
  EXPECT_EQ(best("compress, gzip"), Encoding::gzip);
  EXPECT_EQ(best(""), Encoding::identity);
  EXPECT_EQ(best("*"), Encoding::zstd);
  EXPECT_EQ(best("compress;q=0.5, gzip;q=1.0"), Encoding::gzip);
  EXPECT_EQ(best("gzip;q=1.0, identity; q=0.5, *;q=0"), Encoding::gzip);
}

TEST(AcceptEncoding, WhoSaysNothingGetsTheBytesAsTheyAre) {
  EXPECT_EQ(server::best_encoding({}), Encoding::identity);
  EXPECT_EQ(server::best_encoding({{"Accept", "gzip"}}), Encoding::identity);
}

TEST(AcceptEncoding, TheMostLikedWins) {
  EXPECT_EQ(best("gzip;q=0.9, br;q=0.8, zstd;q=0.1"), Encoding::gzip);
  EXPECT_EQ(best("zstd;q=0.999, br"), Encoding::br);
  EXPECT_EQ(best("gzip;q=0.001"), Encoding::gzip);
  EXPECT_EQ(best("identity, gzip;q=0.5"), Encoding::identity);
  EXPECT_EQ(best("*;q=0.5, identity"), Encoding::identity);
}

TEST(AcceptEncoding, OfThoseLikedEquallyTheQuickestWins) {
  EXPECT_EQ(best("gzip, deflate, br, zstd"), Encoding::zstd); // what browsers send
  EXPECT_EQ(best("gzip, deflate, br"), Encoding::br);
  EXPECT_EQ(best("identity, gzip"), Encoding::gzip);
  EXPECT_EQ(best("gzip;q=0.3, *;q=0.3"), Encoding::zstd);
}

TEST(AcceptEncoding, WhatIsRefusedIsNotSent) {
  for (const char* zero : {"0", "0.", "0.0", "0.000"}) {
    EXPECT_EQ(best(std::string("gzip;q=") + zero), Encoding::identity) << zero;
    EXPECT_EQ(best(std::string("zstd;q=") + zero + ", br"), Encoding::br) << zero;
  }
  EXPECT_EQ(best("*;q=0, gzip"), Encoding::gzip);
  EXPECT_EQ(best("*, zstd;q=0"), Encoding::br);
  EXPECT_EQ(best("identity;q=0, br;q=0.1"), Encoding::br);
}

TEST(AcceptEncoding, WhoTakesNothingGetsTheBytesAsTheyAre) { // rather than a 406
  EXPECT_EQ(best("identity;q=0"), Encoding::identity);
  EXPECT_EQ(best("*;q=0"), Encoding::identity);
  EXPECT_EQ(best("deflate, identity;q=0"), Encoding::identity);
}

TEST(AcceptEncoding, CaseAndBlanksDoNotMatter) {
  EXPECT_EQ(best(" \tGZip \t; \tQ=1 \t"), Encoding::gzip);
  EXPECT_EQ(best("BR"), Encoding::br);
  EXPECT_EQ(best("x-gzip"), Encoding::gzip);
  EXPECT_EQ(best(",, ,br,,"), Encoding::br);
}

TEST(AcceptEncoding, SeveralLinesAreOneList) {
  const auto lines = [](const std::string& first, const std::string& second) {
    return server::best_encoding({{"accept-encoding", first}, {"Accept-Encoding", second}});
  };
  EXPECT_EQ(lines("gzip;q=0.5", "br"), Encoding::br);
  EXPECT_EQ(lines("*", "zstd;q=0"), Encoding::br);
}

TEST(AcceptEncoding, AnItemWithoutSenseIsPassedOver) {
  for (const char* weight : {"q=", "q=2", "q=1.001", "q=0.1234", "q=-1", "q=.5", "q=0,5", "q=1e0",
                             "q=a", "q", "=", "", "x=1", "q=1;q=0", "qq=1", "q =1", "q=00"})
    EXPECT_EQ(best(std::string("gzip;") + weight), Encoding::identity) << weight;
  EXPECT_EQ(best("gzip;q=x, br;q=0.1"), Encoding::br);
  EXPECT_EQ(best("gzipx, xgzip, gzi, \"gzip\""), Encoding::identity);
}

TEST(AcceptEncoding, AnyBytesOfAnyLengthGetAnAnswer) {
  constexpr std::string_view letters = "gzipbrstdenty*;q=.,01 \t\"\\x\0\xff";
  std::mt19937 random(1);
  for (int round = 0; round < 20'000; ++round) {
    std::string text(random() % (round % 100 == 0 ? 5000 : 30), ' ');
    for (auto& c : text)
      c = letters[random() % letters.size()];
    const auto encoding = best(text);
    // What is sent compressed was named, or a star was there.
    const bool may_be_unnamed =
        encoding == Encoding::identity || text.find('*') != std::string::npos;
    EXPECT_TRUE(may_be_unnamed || text.find(server::name_of(encoding)) != std::string::npos)
        << text;
  }
  std::string long_list;
  for (int i = 0; i < 100'000; ++i)
    long_list += ";,";
  EXPECT_EQ(best(long_list + "gzip"), Encoding::gzip);
}

} // namespace
