/* The smallest execution provider that ONNX Runtime loads as a plug-in: it takes runs of Relu, Neg and Abs over float32
   and computes them on the processor. No header of ONNX Runtime's is needed, as its interface is tables of functions; the
   places in them are those of onnxruntime_c_api.h and onnxruntime_ep_c_api.h, which never change once released. */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef void *Table[128];
typedef void *Status;

enum { API_VERSION = 23 };
enum {
    CREATE_STATUS = 0, GET_TENSOR_DATA = 51, GET_DIMENSIONS_COUNT = 61, GET_DIMENSIONS = 62, GET_ELEMENT_COUNT = 64, GET_TYPE_AND_SHAPE = 65,
    CONTEXT_GET_INPUT = 90, CONTEXT_GET_OUTPUT = 91, RELEASE_TYPE_AND_SHAPE = 99, HARDWARE_DEVICE_TYPE = 307, GET_EP_API = 317,
    GRAPH_GET_NODE_COUNT = 344, GRAPH_GET_NODES = 345, NODE_GET_OPERATOR_TYPE = 350
};
enum { EP_CREATE_DEVICE = 0, EP_ADD_NODES_TO_FUSE = 2 };

static void **api, **ep_api;

#define CALL(table, place, result, ...) ((result(*)(__VA_ARGS__))(table)[place])
#define TRY(call) do { Status status = (call); if (status) return status; } while (0)

/* A compiled piece: its functions, then one letter an operator. */
typedef struct { Table functions; char operators[64]; int count; } Piece;

static Table factory, provider;

static char letter_of(const char *op) { return !strcmp(op, "Relu") ? 'r' : !strcmp(op, "Neg") ? 'n' : !strcmp(op, "Abs") ? 'a' : 0; }

static const char *name(const void *self) { return "ToyExecutionProvider"; }
static const char *vendor(const void *self) { return "EdgeInfer's tests"; }
static const char *version(const void *self) { return "0.1.0"; }
static uint32_t vendor_id(const void *self) { return 0; }
static _Bool no(const void *self) { return 0; }
static void nothing(void *self, void *what) { }
static Status no_allocator(void *self, const void *memory, const void *options, void **made) { *made = NULL; return NULL; }
static Status no_transfer(void *self, void **made) { *made = NULL; return NULL; }

static Status devices(void *self, const void *const *hardware, size_t count, void **found, size_t most, size_t *found_count)
{
    *found_count = 0;
    for (size_t i = 0; i < count && *found_count < most; i++) {
        if (CALL(api, HARDWARE_DEVICE_TYPE, int, const void *)(hardware[i]) != 0) continue;
        TRY(CALL(ep_api, EP_CREATE_DEVICE, Status, void *, const void *, const void *, const void *, void **)(self, hardware[i], NULL, NULL, &found[*found_count]));
        ++*found_count;
    }
    return NULL;
}

static Status read_node(const void *node, char *letter)
{
    const char *op;
    TRY(CALL(api, NODE_GET_OPERATOR_TYPE, Status, const void *, const char **)(node, &op));
    *letter = letter_of(op);
    return NULL;
}

static Status capability(void *self, const void *graph, void *support)
{
    size_t count, start = 0;
    const void *nodes[4096];
    struct { uint32_t version; _Bool drop_constants; } options = { API_VERSION, 0 };
    TRY(CALL(api, GRAPH_GET_NODE_COUNT, Status, const void *, size_t *)(graph, &count));
    if (count > 4096) return NULL;
    TRY(CALL(api, GRAPH_GET_NODES, Status, const void *, const void **, size_t)(graph, nodes, count));
    for (size_t i = 0; i <= count; i++) {
        char letter = 0;
        if (i < count) TRY(read_node(nodes[i], &letter));
        if (letter) continue;
        if (i > start) TRY(CALL(ep_api, EP_ADD_NODES_TO_FUSE, Status, void *, const void *const *, size_t, const void *)(support, nodes + start, i - start, &options));
        start = i + 1;
    }
    return NULL;
}

static Status create_state(void *self, void *context, void **state) { *state = self; return NULL; }

static Status compute(void *self, void *state, void *context)
{
    Piece *piece = state;
    const void *input;
    void *shape, *output;
    int64_t sizes[16];
    size_t rank, count;
    float *from, *to;
    TRY(CALL(api, CONTEXT_GET_INPUT, Status, void *, size_t, const void **)(context, 0, &input));
    TRY(CALL(api, GET_TYPE_AND_SHAPE, Status, const void *, void **)(input, &shape));
    TRY(CALL(api, GET_DIMENSIONS_COUNT, Status, void *, size_t *)(shape, &rank));
    TRY(CALL(api, GET_DIMENSIONS, Status, void *, int64_t *, size_t)(shape, sizes, rank));
    TRY(CALL(api, GET_ELEMENT_COUNT, Status, void *, size_t *)(shape, &count));
    CALL(api, RELEASE_TYPE_AND_SHAPE, void, void *)(shape);
    TRY(CALL(api, CONTEXT_GET_OUTPUT, Status, void *, size_t, const int64_t *, size_t, void **)(context, 0, sizes, rank, &output));
    TRY(CALL(api, GET_TENSOR_DATA, Status, const void *, float **)(input, &from));
    TRY(CALL(api, GET_TENSOR_DATA, Status, const void *, float **)(output, &to));
    for (size_t i = 0; i < count; i++) {
        float x = from[i];
        for (int k = 0; k < piece->count; k++) x = piece->operators[k] == 'r' ? (x > 0 ? x : 0) : piece->operators[k] == 'n' ? -x : fabsf(x);
        to[i] = x;
    }
    return NULL;
}

static Status compile(void *self, const void **graphs, const void **fused, size_t count, void **compiled, void **contexts)
{
    for (size_t i = 0; i < count; i++) {
        size_t nodes;
        const void *members[64];
        TRY(CALL(api, GRAPH_GET_NODE_COUNT, Status, const void *, size_t *)(graphs[i], &nodes));
        if (nodes > 64) return CALL(api, CREATE_STATUS, Status, int, const char *)(1, "more than 64 nodes in a row");
        TRY(CALL(api, GRAPH_GET_NODES, Status, const void *, const void **, size_t)(graphs[i], members, nodes));
        Piece *piece = calloc(1, sizeof(Piece));
        piece->functions[0] = (void *)(uintptr_t)API_VERSION;
        piece->functions[1] = create_state;
        piece->functions[2] = compute;
        piece->functions[3] = nothing;
        for (; (size_t)piece->count < nodes; piece->count++) TRY(read_node(members[piece->count], &piece->operators[piece->count]));
        compiled[i] = piece;
    }
    return NULL;
}

static void release_compiled(void *self, void **compiled, size_t count)
{
    for (size_t i = 0; i < count; i++) free(compiled[i]);
}

static Status create(void *self, const void *const *hardware, const void *const *metadata, size_t count, const void *options, const void *logger, void **made)
{
    provider[0] = (void *)(uintptr_t)API_VERSION;
    provider[1] = name;
    provider[2] = capability;
    provider[3] = compile;
    provider[4] = release_compiled;
    *made = provider;
    return NULL;
}

Status CreateEpFactories(const char *registered, const void *base, const void *logger, void **factories, size_t most, size_t *count)
{
    api = CALL((void **)base, 0, void **, uint32_t)(API_VERSION);
    if (getenv("TOY_REFUSES")) return CALL(api, CREATE_STATUS, Status, int, const char *)(1, "there is no toy on this machine");
    ep_api = CALL(api, GET_EP_API, void **, void)();
    factory[0] = (void *)(uintptr_t)API_VERSION;
    factory[1] = name;
    factory[2] = vendor;
    factory[3] = devices;
    factory[4] = create;
    factory[5] = nothing;
    factory[6] = vendor_id;
    factory[7] = version;
    factory[9] = no_allocator;
    factory[10] = nothing;
    factory[11] = no_transfer;
    factory[12] = no;
    factories[0] = factory;
    *count = 1;
    return NULL;
}

Status ReleaseEpFactory(void *made) { return NULL; }
