// Tests count live tensors, and each thread would start its own OpenMP team.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
