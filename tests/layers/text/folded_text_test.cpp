#include "layers/text/folded_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using layers::closest;
using layers::folded;
using layers::snake_name;
using layers::words_of;
using testing::ElementsAre;

TEST(FoldedText, VietnameseFoldsToPlainLetters) {
  EXPECT_EQ(folded("Trạm Cứu Hỏa Quận Đống Đa"), "tram cuu hoa quan dong da");
  EXPECT_EQ(folded("NGẬP LỤT, Kinh độ, ƯỚT, Ơ, Ỹ"), "ngap lut, kinh do, uot, o, y");
}

TEST(FoldedText, DecomposedLettersFoldLikeComposedOnes) {
  EXPECT_EQ(folded("Ca\xCC\x82\xCC\x80u"), "cau"); // a + circumflex + grave
}

TEST(FoldedText, CyrillicFoldsToSmallLetters) {
  EXPECT_EQ(folded("МОСТ Ёлки"), "мост ёлки");
}

TEST(FoldedText, SharpSIsTwoLetters) {
  EXPECT_EQ(folded("Straße STRAẞE"), "strasse strasse");
  EXPECT_EQ(layers::snake_name("Straßen-Name"), "strassen_name");
}

TEST(FoldedText, OtherScriptsAndBrokenBytesStay) {
  EXPECT_EQ(folded("消防 \xFFx\xC3"), "消防 \xFFx\xC3");
}

TEST(FoldedText, NamesFallIntoWords) {
  EXPECT_THAT(words_of("DCGIS_WardPly-2012 Đường"),
              ElementsAre("dcgis", "ward", "ply", "2012", "duong"));
  EXPECT_THAT(words_of("__"), ElementsAre());
  EXPECT_EQ(snake_name("Kinh độ"), "kinh_do");
}

TEST(FoldedText, ClosestWordIsWithinTwoLetters) {
  EXPECT_EQ(closest("sorce", {"style", "source"}), "source");
  EXPECT_EQ(closest("colour", {"style", "source"}), "");
  EXPECT_EQ(closest("ab", {"id"}), "") << "two letters of two differ";
}

} // namespace
