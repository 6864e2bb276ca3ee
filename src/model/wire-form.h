/* The form of the wire, for its two ends: src/model/wire.c and src/model/wire-read.c only. */
#ifndef PT_MODEL_WIRE_FORM_H
#define PT_MODEL_WIRE_FORM_H

#define WIRE_VERSION 1

#define ADDRESS "(mss)" /* name, addr-spec; the key is always computed anew */
#define GATE    "(umsayayt)"
#define HEADER  "(msasassxm" ADDRESS "a" ADDRESS "a" ADDRESS "a" ADDRESS "msmsb)"
#define AUTH    "(ssms)"
#define PART    "(smsmsmsbbtayttums)"
#define BODY    "(sssb)"
#define STATUS  "(msmss)"
#define NOTE    "(sss)"
#define FILTERS "(uuasa" STATUS "da" NOTE ")"
#define WIRE    "(q" GATE HEADER "a" AUTH "a" PART BODY FILTERS ")"

#endif
