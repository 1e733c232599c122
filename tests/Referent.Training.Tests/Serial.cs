// Tests count live tensors and set process-wide state of libtorch, and each thread would start its own OpenMP team.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
