#include "common/options.h"

const char renkei_version[] = "0.1.0";
