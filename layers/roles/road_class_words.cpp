#include "layers/roles/road_class_words.hpp"

#include <array>

#include "layers/roles/words.hpp"

namespace layers {

namespace {

/// FHWA: Highway Functional Classification Concepts, Criteria and Procedures (2013), section 2.
/// TIGER: MAF/TIGER Feature Class Codes. Viet Nam: Road Law 35/2024/QH15, article 8.
constexpr std::array classes{
    UsualWord{"interstate*|principal arterial interstate|freeway|expressway|"
              "freeway expressway|other freeway and expressway|other freeways and expressways|"
              "other freeways expressways|principal arterial other freeway and expressway|"
              "principal arterial other freeways and expressways|autobahn*|bundesautobahn*|"
              "autoroute|cao tốc*|đường cao tốc*|đường bộ cao tốc*|ct #|автомагистраль|s 1100",
              "motorway"},
    UsualWord{"ramp|s 1630|bretelle", "motorway_link"},
    UsualWord{"quasi autoroute|скоростная дорога|скоростная автомобильная дорога|schnellstraße|"
              "kraftfahrstraße",
              "trunk"},
    UsualWord{
        "principal arterial|other principal arterial|principal arterial other|major arterial|"
        "arterial|us highway*|us route*|bundesstraße*|quốc lộ*|đường quốc lộ*|ql|ql #|федеральн*|s "
        "1200|đường trục chính",
        "primary"},
    UsualWord{"minor arterial|state highway*|state route*|landesstraße*|landstraße|staatsstraße*|"
              "tỉnh lộ*|đường tỉnh*|đt|đt #|tl|tl #|региональн*|route a 2 chaussees",
              "secondary"},
    UsualWord{"collector|major collector|county road*|kreisstraße*|huyện lộ*|"
              "đường huyện*|đh|đh #|hl|hl #|"
              "межмуниципальн*",
              "tertiary"},
    UsualWord{"minor collector|gemeindestraße|đường xã*|đường liên xã*|xã lộ*|đx|đx "
              "#|местн*|муниципальн*|"
              "route a 1 chaussee",
              "unclassified"},
    UsualWord{"local|local road|local street|residential street|neighborhood road|s 1400|"
              "đường đô thị|đường phố|ortsstraße|anliegerstraße|улица",
              "residential"},
    UsualWord{"alley|s 1730|s 1740|s 1640|service road|service drive|ngõ|hẻm|kiệt|đường nội bộ",
              "service"},
    UsualWord{"s 1500|vehicular trail|4 wd|track grade*|chemin|route empierree|feldweg|"
              "waldweg|wirtschaftsweg|đường mòn",
              "track"},
    UsualWord{"s 1710|walkway|pedestrian trail|sentier|fußweg", "footway"},
    UsualWord{"s 1720|stairway|escalier|treppe", "steps"},
    UsualWord{"piste cyclable|radweg", "cycleway"}};

constexpr std::string_view openstreetmap_classes =
    "motorway|motorway link|trunk|trunk link|primary|primary link|secondary|secondary link|"
    "tertiary|tertiary link|unclassified|residential|living street|service|road|busway|pedestrian|"
    "track|footway|path|steps|cycleway|bridleway";

} // namespace

std::optional<std::string_view> usual_road_class(std::string_view text) {
  return find_usual(classes, spaced_words(text));
}

bool is_road_class_word(std::string_view text) {
  return is_among(spaced_words(text), openstreetmap_classes) || usual_road_class(text);
}

} // namespace layers
