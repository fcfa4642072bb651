/*
 * One fax call: two T.30 machines talking over an in-memory 8 kHz line, as fast as the machine allows.
 * Usage: call --send in.tif --receive out.tif [--from N] [--to N] [--no-ecm] [--drop-at SECONDS] [--drop-after-pages N]
 * Prints one line of JSON. Exit status 0 means the call ran to an end, whatever its result; 2 means it could not be tried.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <tiffio.h>
#include <spandsp.h>

#define SAMPLES 160 /* 20 ms at 8 kHz */
#define LONGEST_CALL (2 * 3600.0) /* line seconds; steady noise would otherwise hold the line for ever */
#define LONGEST_WAIT 60 /* seconds of our own time */
#define TRAINING 5.0 /* seconds from the agreed settings to the first row of the page */
#define MID_PAGE 2.0

struct options {
    const char *send, *receive, *from, *to;
    int ecm;
    double drop_at;
    int drop_after_pages;
};

struct machine {
    fax_state_t *fax;
    t30_state_t *t30;
    int ended;
    int result;
};

struct line {
    double seconds;
    double page_began; /* about when the page now on its way began */
    int pages;
};

static int phase_b(t30_state_t *s, void *user, int result)
{
    struct line *line = user;
    (void) s;
    (void) result;
    line->page_began = line->seconds + TRAINING;
    return T30_ERR_OK;
}

static int phase_d(t30_state_t *s, void *user, int result)
{
    struct line *line = user;
    (void) s;
    (void) result;
    line->pages++;
    line->page_began = line->seconds;
    return T30_ERR_OK;
}

static void phase_e(t30_state_t *s, void *user, int result)
{
    struct machine *machine = user;
    (void) s;
    machine->ended = 1;
    machine->result = result;
}

static struct machine plug_in(int calling, const char *number, int ecm)
{
    struct machine m = {0};
    m.fax = fax_init(NULL, calling);
    if (!m.fax) {
        fprintf(stderr, "call: no memory for a fax machine\n");
        exit(2);
    }
    m.t30 = fax_get_t30_state(m.fax);
    m.result = -1;
    t30_set_tx_ident(m.t30, number);
    t30_set_ecm_capability(m.t30, ecm);
    t30_set_supported_modems(m.t30, T30_SUPPORT_V27TER | T30_SUPPORT_V29 | T30_SUPPORT_V17);
    t30_set_supported_compressions(m.t30, T30_SUPPORT_T4_1D_COMPRESSION | T30_SUPPORT_T4_2D_COMPRESSION | T30_SUPPORT_T6_COMPRESSION);
    t30_set_supported_resolutions(m.t30, T30_SUPPORT_STANDARD_RESOLUTION | T30_SUPPORT_FINE_RESOLUTION | T30_SUPPORT_SUPERFINE_RESOLUTION
                                             | T30_SUPPORT_R8_RESOLUTION | T30_SUPPORT_R16_RESOLUTION);
    t30_set_supported_image_sizes(m.t30, T30_SUPPORT_US_LETTER_LENGTH | T30_SUPPORT_US_LEGAL_LENGTH | T30_SUPPORT_UNLIMITED_LENGTH
                                             | T30_SUPPORT_215MM_WIDTH | T30_SUPPORT_255MM_WIDTH | T30_SUPPORT_303MM_WIDTH);
    fax_set_transmit_on_idle(m.fax, TRUE);
    return m;
}

static bool is_cut(const struct options *o, const struct line *line)
{
    if (o->drop_at >= 0 && line->seconds >= o->drop_at) {
        return true;
    }
    return o->drop_after_pages >= 0 && line->page_began > 0 && line->pages >= o->drop_after_pages
        && line->seconds >= line->page_began + MID_PAGE;
}

static void talk(const struct machine *from, const struct machine *to, bool cut)
{
    int16_t samples[SAMPLES];
    int n = fax_tx(from->fax, samples, SAMPLES);
    if (n < SAMPLES || cut) {
        memset(samples + (cut ? 0 : n), 0, sizeof(int16_t) * (size_t) (SAMPLES - (cut ? 0 : n)));
    }
    fax_rx(to->fax, samples, SAMPLES);
}

static struct options parse(int argc, char **argv)
{
    struct options o = {.from = "", .to = "", .ecm = 1, .drop_at = -1, .drop_after_pages = -1};
    for (int i = 1; i < argc; i++) {
        const char *name = argv[i];
        if (!strcmp(name, "--no-ecm")) {
            o.ecm = 0;
            continue;
        }
        if (i + 1 >= argc) {
            fprintf(stderr, "call: %s needs a value\n", name);
            exit(2);
        }
        const char *value = argv[++i];
        if (!strcmp(name, "--send")) o.send = value;
        else if (!strcmp(name, "--receive")) o.receive = value;
        else if (!strcmp(name, "--from")) o.from = value;
        else if (!strcmp(name, "--to")) o.to = value;
        else if (!strcmp(name, "--drop-at")) o.drop_at = atof(value);
        else if (!strcmp(name, "--drop-after-pages")) o.drop_after_pages = atoi(value);
        else {
            fprintf(stderr, "call: unknown option %s\n", name);
            exit(2);
        }
    }
    if (!o.send || !o.receive) {
        fprintf(stderr, "call: --send and --receive are required\n");
        exit(2);
    }
    return o;
}

static void report(const struct machine *caller, const struct machine *answerer, const struct line *line, bool cut, bool stuck)
{
    t30_stats_t sent, got;
    t30_get_transfer_statistics(caller->t30, &sent);
    t30_get_transfer_statistics(answerer->t30, &got);
    printf("{\"result\":%d,\"text\":\"%s\",\"farResult\":%d,\"farText\":\"%s\",\"pagesSent\":%d,\"pagesReceived\":%d,\"pagesInFile\":%d,"
           "\"bitRate\":%d,\"ecm\":%s,\"badRows\":%d,\"seconds\":%.2f,\"cut\":%s,\"stuck\":%s}\n",
           caller->result, caller->result < 0 ? "Call did not end" : t30_completion_code_to_str(caller->result),
           answerer->result, answerer->result < 0 ? "Call did not end" : t30_completion_code_to_str(answerer->result),
           sent.pages_tx, got.pages_rx, sent.pages_in_file, sent.bit_rate, sent.error_correcting_mode ? "true" : "false",
           got.bad_rows, line->seconds, cut ? "true" : "false", stuck ? "true" : "false");
}

int main(int argc, char **argv)
{
    struct options o = parse(argc, argv);
    struct line line = {0};
    bool cut = false;
    alarm(LONGEST_WAIT);
    TIFFSetWarningHandler(NULL);
    struct machine caller = plug_in(TRUE, o.from, o.ecm);
    struct machine answerer = plug_in(FALSE, o.to, o.ecm);
    t30_set_tx_file(caller.t30, o.send, -1, -1);
    t30_set_rx_file(answerer.t30, o.receive, -1);
    t30_set_rx_encoding(answerer.t30, T4_COMPRESSION_ITU_T6);
    t30_set_phase_b_handler(caller.t30, phase_b, &line);
    t30_set_phase_d_handler(caller.t30, phase_d, &line);
    t30_set_phase_e_handler(caller.t30, phase_e, &caller);
    t30_set_phase_e_handler(answerer.t30, phase_e, &answerer);
    while (!(caller.ended && answerer.ended) && line.seconds < LONGEST_CALL) {
        cut = cut || is_cut(&o, &line);
        talk(&caller, &answerer, cut);
        talk(&answerer, &caller, cut);
        line.seconds += (double) SAMPLES / 8000.0;
    }
    report(&caller, &answerer, &line, cut, !(caller.ended && answerer.ended));
    fax_release(caller.fax); /* releasing the far end closes the received file */
    fax_release(answerer.fax);
    return 0;
}
