#include "layers/roles/area_class_words.hpp"

#include <array>

#include "layers/roles/words.hpp"

namespace layers {

namespace {

constexpr double number_of_class(AreaClass area_class) {
  return static_cast<double>(area_class);
}

/// Units of administration are what their law makes of them: since 2025 a phường is urban and a xã
/// is rural; a đặc khu may be either.
constexpr std::array area_classes_by_words{
    Meaning{"urban centre|urban center|city centre|city center|town centre|town center|"
            "trung tâm đô thị|khu trung tâm|nội thành|nội đô|центр города|stadtzentrum|innenstadt",
            number_of_class(AreaClass::urban_centre)},
    Meaning{"urban|urban area|built up|built up area|city|town|đô thị|khu vực đô thị|thành thị|"
            "thành phố|thị xã|thị trấn|phường|nội thị|город|городск*|stadt|städtisch*|stadtisch*",
            number_of_class(AreaClass::urban)},
    Meaning{"suburban|suburb|suburbs|suburban area|ngoại ô|ngoại thành|ven đô|пригород*|vorort|"
            "vorstadt|vorstädtisch*|vorstadtisch*",
            number_of_class(AreaClass::suburban)},
    Meaning{"rural|rural area|countryside|village|nông thôn|khu vực nông thôn|xã|сельск*|село|"
            "деревня|ländlich*|landlich*|dorf",
            number_of_class(AreaClass::rural)}};

} // namespace

std::optional<AreaClass> area_class_of(std::string_view text) {
  const auto* found = find_meaning(area_classes_by_words, spaced_words(text));
  return found ? std::optional(static_cast<AreaClass>(found->number)) : std::nullopt;
}

} // namespace layers
