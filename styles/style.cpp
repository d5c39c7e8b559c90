#include "styles/style.hpp"
