/** What A and B both do first: each forks. */
export const family = `
; family: forks, and shows that parent and child each see their own writes in a page that was one.
family:
        mov eax, CALL_INSERT_PTE_RANGE
        xor ebx, ebx
        mov ecx, dataEntries
        mov edx, 3
        mov esi, DATA
        xor edi, edi
        xor ebp, ebp
        call must
        mov dword ptr [DATA], 1
        call fork
        test eax, eax
        jz familyChild
        push eax
        call line
        db "forks environment %", 0
        mov dword ptr [DATA], 2
        push dword ptr [DATA]
        call line
        db "writes 2, sees %", 0
; Its child is asleep once the word u_status of the child's u-area is 0.
familyWait:
        mov eax, CALL_RDU
        xor ebx, ebx
        mov ecx, [OWN_CHILD]
        mov edx, UAREA_STATUS
        mov esi, 4
        mov edi, RECORD
        call must
        cmp dword ptr [RECORD], 0
        je familyAsleep
        call pause
        jmp familyWait
familyAsleep:
        push dword ptr [DATA]
        call line
        db "still sees %", 0
        ret

familyChild:
        mov eax, [OWN_ROLE]
        mov eax, [names + 8 + eax*4]
        mov [OWN_NAME], eax
        push dword ptr [DATA]
        call line
        db "sees % from before the fork", 0
        mov dword ptr [DATA], 3
        push dword ptr [DATA]
        call line
        db "writes 3, sees %, sleeps", 0
        mov dword ptr [OWN_STATUS], 0
        call pause
        push dword ptr [DATA]
        call line
        db "wakes up, sees %, dies", 0
        xor eax, eax
        jmp leave

; farewell: wakes the child, which then dies, and waits for that.
farewell:
        mov eax, 1
        mov ecx, [OWN_CHILD]
        mov edx, UAREA_STATUS
        call tell
        mov eax, [OWN_CHILD]
        call waitForDeath
        push dword ptr [OWN_CHILD]
        call line
        db "has outlived its child %", 0
        ret

dataEntries: dd WRITABLE_PAGE, WRITABLE_PAGE, READ_ONLY_PAGE
`;
